import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { FakeClock } from '@rookery/testkit/fake-clock';

const directory = mkdtempSync(join(tmpdir(), 'rookery-clock-'));
const clock = new FakeClock(join(directory, 'offset'));
const minuteMs = 60_000;

let target: Target;
beforeAll(async () => {
  target = await startTarget(clock.environment);
}, 30_000);
afterEach(everyoneLeaves);
afterAll(async () => {
  await target.stop();
  rmSync(directory, { recursive: true });
});

const changed = (update: Answer): string[] =>
  (update['changes'] as { user: string; online: boolean }[]).flatMap(({ user, online }) => (online ? [] : [user]));

test.each([
  ['back', -3_600],
  ['forward', 3_600],
])(
  '[OPS-19] a clock that jumps %s by an hour: order, sessions, typing and presence are as before',
  async (_, seconds) => {
    const [ann, bob, eve] = await Promise.all(['ann', 'bob', 'eve'].map((stem) => guest(target.url, stem)));
    if (!ann || !bob || !eve) throw new Error('somebody is missing');
    const { room } = await ann.ask('room:create', freshName('room'));
    for (const person of [bob, eve]) await person.ask('room:join', { room: room.id });
    await ann.ask('presence:watch', { users: [bob.me['id'], eve.me['id']] });
    const say = async (): Promise<Answer> => ann.ask('message:room', { room: room.id, content: 'what time is it?' });
    expect(await say()).toMatchObject({ ok: true, seq: 1 });
    // What is gathered has a last time before the jump.
    eve.leave();
    await ann.hears('presence:update', (update) => changed(update).includes(String(eve.me['id'])), 16_000);
    await bob.ask('typing:set', { room: room.id, on: true });
    await ann.hears('typing:update', (update) => update['users'].length === 1);

    clock.set(seconds);
    let seq = 1;
    const leapMs = (): number =>
      Number(bob.all('message:receive').findLast((message) => message['seq'] === seq)?.['at']) - Date.now();
    await until('the server’s clock has jumped', async () => {
      expect(await say()).toMatchObject({ ok: true, seq: (seq += 1) });
      await bob.hears('message:receive', (message) => message['seq'] === seq);
      return Math.abs(leapMs() - seconds * 1_000) < minuteMs;
    });
    await ann.hears('typing:update', (update) => update['users'].length === 0, 12_000);
    bob.leave();
    await ann.hears('presence:update', (update) => changed(update).includes(String(bob.me['id'])), 16_000);
    expect(ann.socket.connected).toBe(true);

    clock.set(0);
    expect(await say()).toMatchObject({ ok: true, seq: seq + 1 });
    const { messages } = await ann.ask('history:fetch', { room: room.id });
    expect((messages as Answer[]).map((message) => message['seq'])).toEqual(
      Array.from({ length: seq + 1 }, (__, index) => index + 1).slice(-(messages as Answer[]).length),
    );
  },
  60_000,
);

test('[KEEP-4, KEEP-5] after kill -9 and three weeks away what was to be sent is sent once, and a reminder comes once', async () => {
  const [ann, ben] = [await guest(target.url, 'ann'), await guest(target.url, 'ben')];
  const { room } = await ann.ask('room:create', freshName('room'));
  await ben.ask('room:join', { room: room.id });
  await ann.ask('message:room', { room: room.id, content: 'first' });
  // By the server's own clock, which an earlier test may have moved.
  const now = Number((await ben.hears('message:receive', ({ content }) => content === 'first'))['at']);
  const day = 86_400_000;
  const adding = { conversation: room.id, sendAt: now + 10 * day };
  for (const clientId of ['a', 'b'])
    expect(await ann.ask('later:add', { ...adding, content: clientId, clientId })).toMatchObject({ ok: true });
  await ann.ask('saved:set', { conversation: room.id, seq: 1, on: true, remindAt: now + 11 * day });
  await target.server.kill('SIGKILL');
  const before = Math.round((now - Date.now()) / 1_000);
  clock.set(before + 21 * 86_400);
  await target.server.start();
  const again = visitor(target.url, { token: ann.token });
  const said = async (): Promise<string[]> =>
    ((await again.ask('history:fetch', { conversation: room.id }))['messages'] as Answer[])
      .map(({ content }) => String(content))
      .toSorted();
  await until('both were sent', async () => (await said()).length === 3, 30_000);
  await until(
    'the reminder has come',
    async () => (await again.ask('saved:list'))['saved'][0].reminded === true,
    30_000,
  );
  expect(await again.ask('later:list')).toEqual({ ok: true, items: [] });
  await target.server.kill('SIGKILL');
  await target.server.start();
  expect(await said()).toEqual(['a', 'b', 'first']);
});
