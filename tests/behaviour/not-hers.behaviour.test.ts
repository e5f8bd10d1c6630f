import { everyoneLeaves, freshName, guest } from '@rookery/testkit/person';
import type { Answer, Person } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

let target: Target;
beforeAll(async () => {
  target = await startTarget({ ROOKERY_RATE_LIMITS: 'off' });
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

test('[ROOM-11] who is invited and has not joined learns what the room is, and nothing of what happens there', async () => {
  const [owner, friend, member] = [await guest(target.url), await guest(target.url), await guest(target.url)];
  const { room } = await owner.ask('room:create', { name: freshName('secret'), visibility: 'private' });
  for (const person of [member, friend]) await owner.ask('room:invite', { room: room.id, user: person.me['id'] });
  await member.ask('room:join', { room: room.id });
  for (let index = 0; index < 3; index += 1) await owner.ask('message:room', { room: room.id, content: `${index}` });
  await owner.ask('message:edit', { conversation: room.id, seq: 1, content: 'other' });

  const { entries } = await friend.ask('inbox:list');
  const nothing = { seq: 0, id: null, rev: 0, change: null, first: 1 };
  expect(entries).toMatchObject([
    { invited: true, room: { members: 0, online: 0, name: room.name }, head: nothing, read: 0, unread: 0, last: null },
  ]);
  const added = await friend.hears('inbox:update', (update) => update['added']?.conversation === room.id);
  expect(added['added']).toMatchObject({ invited: true, room: { members: 0, online: 0 }, head: nothing, read: 0 });

  const conversation = room.id;
  const questions: [string, object][] = [
    ['typing:set', { conversation, on: true }],
    ['history:fetch', { conversation }],
    ['files:list', { conversation }],
    ['search:messages', { conversation, query: '1' }],
    ['thread:open', { conversation, seq: 1 }],
    ['read:mark', { conversation, seq: 1 }],
    ['room:members', { conversation }],
    ['message:room', { conversation, content: 'x' }],
    ['message:react', { conversation, seq: 1, emoji: '👍', on: true }],
    ['message:links', { conversation, seq: 1, off: true }],
    ['room:invite', { room: conversation, user: member.me['id'] }],
    ['room:edit', { room: conversation, topic: 'x' }],
    ['room:edit', { room: conversation, rights: { post: 'owner' } }],
    ['room:role', { room: conversation, user: member.me['id'], role: 'member' }],
    ['room:mute', { room: conversation, user: member.me['id'], until: null }],
    ['room:ban', { room: conversation, user: member.me['id'] }],
    ['room:bans', { room: conversation }],
    ['audit:list', { room: conversation }],
    ['room:delete', { room: conversation }],
  ];
  const ghost = `r_${'x'.repeat(22)}`;
  for (const [event, payload] of questions) {
    const answer = await friend.ask(event, payload);
    expect(answer, event).toMatchObject({ ok: false, error: { code: 'not_found' } });
    const ofNone = await friend.ask(event, JSON.parse(JSON.stringify(payload).replaceAll(conversation, ghost)));
    expect(answer, event).toEqual(ofNone);
  }
  expect(await friend.ask('room:join', { room: room.id })).toMatchObject({ ok: true, read: 3, head: { seq: 3 } });
});

test('[RES-5] one sync names a conversation once', async () => {
  const alice = await guest(target.url);
  const { room, head } = await alice.ask('room:create', freshName('once'));
  const held = { conversation: room.id, ...head };
  expect(await alice.ask('sync', { conversations: [held, held] })).toMatchObject({
    error: { code: 'bad_request', field: 'conversations' },
  });
  expect(await alice.ask('sync', { conversations: [held] })).toMatchObject({ ok: true });
});

/** The middle one. */
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

test('[RES-6] how long a sync takes does not tell who talks with whom', async () => {
  const people: (Person & { me: Answer })[] = [];
  for (let index = 0; index < 15; index += 1) people.push(await guest(target.url));
  const hers: string[] = [];
  for (const [index, from] of people.entries())
    for (const to of people.slice(index + 1)) {
      if (hers.length >= 100) break;
      const { conversation } = await from.ask('message:private', { to: to.me['id'], content: 'between us' });
      hers.push(String(conversation));
    }
  const none = hers.map((id, index) => `${id.slice(0, -6)}${String(index).padStart(6, 'x')}`);
  const eve = await guest(target.url);
  const asking = (ids: readonly string[]) => ({
    conversations: ids.map((conversation) => ({ conversation, epoch: 'x', seq: 0, rev: 0 })),
  });
  const took: Record<'hers' | 'none', number[]> = { hers: [], none: [] };
  for (let round = 0; round < 230; round += 1)
    for (const [which, ids] of [
      ['hers', hers],
      ['none', none],
    ] as const) {
      const asked = performance.now();
      await eve.ask('sync', asking(ids));
      // The first ones warm up.
      if (round >= 30) took[which].push(performance.now() - asked);
    }
  const ratio = median(took.hers) / median(took.none);
  expect(ratio).toBeGreaterThan(0.83);
  expect(ratio).toBeLessThan(1.2);
}, 60_000);
