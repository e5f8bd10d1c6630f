import { asUserId } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { ReaderFirsts } from './reader-firsts.ts';

const [ana, ben] = [asUserId('u_ana'), asUserId('u_ben')];

test('[ROOM-33] from where on each reads is learnt before it counts, and again from whoever came meanwhile', async () => {
  const firsts = new ReaderFirsts();
  firsts.came(ana);
  // All read the same: nothing has to be known.
  expect(firsts).toMatchObject({ isNeeded: false, isComplete: true });
  firsts.follow(true, () => [ana, ben]);
  expect(firsts).toMatchObject({ isNeeded: true, isComplete: false });
  const { promise, resolve: answer } = Promise.withResolvers<ReadonlyMap<typeof ana, number>>();
  const learning = firsts.learn(() => promise);
  // She leaves and joins while the store is being asked.
  firsts.left(ben);
  firsts.came(ben);
  answer(new Map([[ana, 4]]));
  await learning;
  expect([firsts.of(ana), firsts.of(ben), firsts.isComplete]).toEqual([4, undefined, false]);
  await firsts.learn(async (users) => new Map(users.map((user) => [user, 9])));
  expect([firsts.of(ben), firsts.isComplete]).toEqual([9, true]);
  firsts.came(ana);
  await firsts.learn(async () => new Map());
  expect(firsts.of(ana)).toBe(Infinity);
  firsts.follow(false, () => []);
  expect(firsts.of(ben)).toBeUndefined();
});
