import { asUserId } from '@rookery/protocol';
import type { User, UserId } from '@rookery/protocol';
import { beforeEach, expect, test } from 'vitest';
import { Profiles } from './profiles.ts';

const id = (name: string): UserId => asUserId(`u_${name}`);
const kept = new Map<UserId, User>();
let reads: UserId[][] = [];
let gate: Promise<void> = Promise.resolve();

/** A store that reads at once and answers when the gate opens. */
const store = {
  users: async (ids: readonly UserId[]) => {
    reads.push([...ids]);
    const found = ids.map((each) => kept.get(each) ?? null);
    await gate;
    return found;
  },
};
const put = (name: string, rev: number): void =>
  void kept.set(id(name), { id: id(name), username: name, displayName: `${name} ${rev}`, guest: true, rev });

beforeEach(() => {
  reads = [];
  gate = Promise.resolve();
  kept.clear();
  for (const name of ['ann', 'ben', 'cleo']) put(name, 0);
});

test('[PEO-1] what is asked for in one turn is read together, each person once, and not again', async () => {
  const profiles = new Profiles(store);
  const [who, ann, none] = await Promise.all([
    profiles.whoAre([id('ann'), id('ben')]),
    profiles.find(id('ann')),
    profiles.find(id('nobody')),
  ]);
  expect(reads).toEqual([[id('ann'), id('ben'), id('nobody')]]);
  expect([who(id('ann')), none]).toEqual([ann, null]);
  expect(who(id('nobody'))).toMatchObject({ id: id('nobody'), rev: 0 });
  await profiles.whoAre([id('ann'), id('ben')]);
  expect(reads).toHaveLength(1);
  await profiles.find(id('nobody'));
  expect(reads).toHaveLength(2);
});

test('[PEO-1] an answer that may be older than the news is not kept, and is asked for again', async () => {
  const profiles = new Profiles(store);
  let open = (): void => undefined;
  gate = new Promise((resolve) => (open = resolve));
  const found = profiles.find(id('ann'));
  await new Promise((resolve) => setTimeout(resolve, 1));
  put('ann', 1);
  profiles.forget([id('ann')]);
  open();
  expect(await found).toMatchObject({ rev: 1 });
  expect(profiles.known(id('ann'))).toMatchObject({ rev: 1 });
  expect(reads).toHaveLength(2);
});

test('[PEO-1] what a write has answered holds against what was read before it', async () => {
  const profiles = new Profiles(store);
  let open = (): void => undefined;
  gate = new Promise((resolve) => (open = resolve));
  const found = profiles.find(id('ann'));
  await new Promise((resolve) => setTimeout(resolve, 1));
  put('ann', 5);
  profiles.learn({ id: id('ann'), username: 'ann', displayName: 'ann 5', guest: true, rev: 5 });
  open();
  expect(await found).toMatchObject({ rev: 5 });
  profiles.learn({ id: id('ann'), username: 'ann', displayName: 'ann 4', guest: true, rev: 4 });
  expect(profiles.known(id('ann'))).toMatchObject({ rev: 5 });
  profiles.forgetWhere((each) => each === id('ann'));
  expect(profiles.known(id('ann'))).toBeUndefined();
});

test('[PEO-1] a failed read fails those who wait for it, and is made anew for the next', async () => {
  let isAway = true;
  const profiles = new Profiles({
    users: (ids) => (isAway ? Promise.reject(new Error('away')) : store.users(ids)),
  });
  const asked = [profiles.find(id('ann')), profiles.whoAre([id('ann')])];
  for (const each of asked) await expect(each).rejects.toThrow('away');
  isAway = false;
  expect(await profiles.find(id('ann'))).toMatchObject({ rev: 0 });
});

test('[PEO-1] so many are kept, and those who are used stay', async () => {
  const profiles = new Profiles(store, 40);
  for (let index = 0; index < 400; index += 1) {
    put(`p${index}`, 0);
    await profiles.find(id(`p${index}`));
    await profiles.find(id('ann'));
  }
  expect(reads.filter(([each]) => each === id('ann'))).toHaveLength(1);
  const known = Array.from({ length: 400 }, (_, index) => profiles.known(id(`p${index}`))).filter(Boolean);
  expect(known.length).toBeLessThanOrEqual(40);
  expect(known.length).toBeGreaterThanOrEqual(19);
});
