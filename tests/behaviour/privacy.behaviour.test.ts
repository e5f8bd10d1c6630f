import { everyoneLeaves, freshName, guest } from '@rookery/testkit/person';
import type { Answer, Person } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { call } from './http-program.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget({ ROOKERY_RATE_LIMITS: 'off' });
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

const some = () => guest(target.url, 'p');
const write = (from: Person, to: unknown, content = 'hello'): Promise<Answer> =>
  from.ask('message:private', { to, content });

test('[PRI-1] settings are the same on all devices, which are told; what is no setting is refused', async () => {
  const alice = await some();
  const initial = {
    directFrom: 'all',
    receipts: true,
    quietHours: null,
    language: null,
    linkPreviews: true,
    pushWords: true,
    mailDigest: true,
    blocked: [],
  };
  expect(await alice.ask('settings:get')).toEqual({ ok: true, settings: initial });
  const quietHours = { from: '22:00', to: '07:30', zone: 'Europe/Berlin' };
  const changed = { ...initial, directFrom: 'rooms', quietHours };
  const { answer } = await call(target.url, 'settings:set', { directFrom: 'rooms', quietHours }, alice.token);
  expect(answer).toEqual({ ok: true, settings: changed });
  await alice.hears('settings:update', ({ settings }) => settings.quietHours?.zone === 'Europe/Berlin');
  for (const wrong of [
    { directFrom: 'friends' },
    { quietHours: { ...quietHours, from: '24:00' } },
    { quietHours: { ...quietHours, from: '7:00' } },
    { quietHours: { ...quietHours, zone: 'Middle/Earth' } },
    { quietHours: { ...quietHours, zone: '+01:00' } },
    { language: 'no such tongue' },
  ])
    expect(await alice.ask('settings:set', wrong), JSON.stringify(wrong)).toMatchObject({
      ok: false,
      error: { code: 'bad_request' },
    });
  expect(await alice.ask('settings:get')).toEqual({ ok: true, settings: changed });
});

test('[PRI-2] a block is answered with the words that are said of nobody, before and after there is a conversation, and ends', async () => {
  const [alice, bob] = [await some(), await some()];
  const nobody = await write(bob, `u_${'x'.repeat(22)}`);
  expect(nobody).toMatchObject({ ok: false, error: { code: 'not_found' } });
  const noConversation = await bob.ask('message:room', { conversation: `d_${'x'.repeat(22)}`, content: 'x' });

  expect(await alice.ask('user:block', { user: bob.me['username'], on: true })).toEqual({ ok: true });
  await alice.hears('settings:update', ({ settings }) => settings.blocked.includes(bob.me['id']));
  for (const to of [alice.me['id'], alice.me['username']]) expect(await write(bob, to)).toEqual(nobody);
  expect((await alice.ask('inbox:list'))['entries']).toEqual([]);
  expect((await bob.ask('inbox:list'))['entries']).toEqual([]);

  expect(await alice.ask('user:block', { user: bob.me['id'], on: false })).toEqual({ ok: true });
  const { conversation, seq } = await write(bob, alice.me['id']);
  expect(await alice.ask('user:block', { user: bob.me['id'], on: true })).toEqual({ ok: true });
  expect(await write(bob, alice.me['username'])).toEqual(nobody);
  expect(await bob.ask('message:room', { conversation, content: 'x' })).toEqual(noConversation);
  expect(await bob.ask('message:private', { conversation, content: 'x' })).toEqual(noConversation);
  const edit = await bob.ask('message:edit', { conversation, seq, content: 'x' });
  expect(edit).toMatchObject({ ok: false, error: { code: 'not_found' } });
  const react = { conversation, seq, emoji: '👍', on: true };
  expect(await bob.ask('message:react', react)).toMatchObject({ ok: false, error: { code: 'not_found' } });
  expect(await bob.ask('typing:set', { conversation, on: true })).toEqual({ ok: true });
  // Her own words reach him; that she has heard nothing of his typing shows in that this comes first.
  expect(await write(alice, bob.me['id'])).toMatchObject({ ok: true, seq: 2 });
  await alice.hears('message:receive', (message) => message['seq'] === 2);
  expect(alice.all('typing:update')).toEqual([]);
  expect(await bob.ask('message:delete', { conversation, seq })).toMatchObject({ ok: true });

  expect(await alice.ask('user:block', { user: alice.me['id'], on: true })).toMatchObject({
    error: { code: 'bad_request' },
  });
  expect(await alice.ask('user:block', { user: `u_${'x'.repeat(22)}`, on: true })).toMatchObject({
    error: { code: 'not_found', field: 'user' },
  });
});

test('[PRI-4] whom one has blocked invites one nowhere, and is answered as for nobody; the other way, and where one is a member, nothing changes', async () => {
  const [alice, bob] = [await some(), await some()];
  const made = await bob.ask('room:create', { name: `hall-${alice.me['username']}`, visibility: 'private' });
  const room = made['room'].id;
  const invite = (user: string) => bob.ask('room:invite', { room, user });
  const nobody = await invite(`u_${'x'.repeat(22)}`);
  expect(nobody).toMatchObject({ ok: false, error: { code: 'not_found', field: 'user' } });
  const block = (on: boolean) => alice.ask('user:block', { user: bob.me['id'], on });
  expect(await block(true)).toEqual({ ok: true });
  for (const user of [alice.me['id'], alice.me['username']]) expect(await invite(user)).toEqual(nobody);
  expect((await alice.ask('inbox:list'))['entries']).toEqual([]);

  expect(await block(false)).toEqual({ ok: true });
  expect(await invite(alice.me['id'])).toEqual({ ok: true });
  expect(await alice.ask('room:join', { room })).toMatchObject({ ok: true });
  expect(await block(true)).toEqual({ ok: true });
  expect(await invite(alice.me['id'])).toEqual({ ok: true });
  const hers = await alice.ask('room:create', { name: `den-${alice.me['username']}`, visibility: 'private' });
  expect(await alice.ask('room:invite', { room: hers['room'].id, user: bob.me['id'] })).toEqual({ ok: true });
});

test('[PRI-3] who may write first is hers to say; a conversation that has begun goes on', async () => {
  const [alice, bob, carol] = [await some(), await some(), await some()];
  const { conversation } = await write(carol, alice.me['id']);
  await alice.ask('settings:set', { directFrom: 'rooms' });
  expect(await write(bob, alice.me['id'])).toMatchObject({ ok: false, error: { code: 'forbidden', field: 'to' } });
  expect((await alice.ask('inbox:list'))['entries']).toHaveLength(1);
  const { room } = await alice.ask('room:create', freshName('shared'));
  await bob.ask('room:join', room.id);
  await alice.ask('settings:set', { directFrom: 'nobody' });
  expect(await write(bob, alice.me['id'])).toMatchObject({ ok: false, error: { code: 'forbidden', field: 'to' } });
  expect(await carol.ask('message:room', { conversation, content: 'still here' })).toMatchObject({ ok: true });
  expect(await write(carol, alice.me['id'])).toMatchObject({ ok: true });
  await alice.ask('settings:set', { directFrom: 'rooms' });
  expect(await write(bob, alice.me['id'])).toMatchObject({ ok: true, seq: 1 });
  // Whom she writes to may answer.
  const dave = await some();
  await alice.ask('settings:set', { directFrom: 'nobody' });
  await write(alice, dave.me['id']);
  expect(await write(dave, alice.me['id'])).toMatchObject({ ok: true, seq: 2 });
});

test('[PEO-8] a status is shown wherever she is, and runs out by itself', async () => {
  const [alice, bob] = [await some(), await some()];
  await write(bob, alice.me['id']);
  const lasting = { emoji: '🌴', text: '度假 until Monday' };
  expect(await alice.ask('profile:set', { status: lasting })).toMatchObject({ ok: true, user: { status: lasting } });
  const shows = (update: Answer): Answer | undefined =>
    (update['users'] as Answer[]).find(({ id, status }) => id === alice.me['id'] && status);
  await bob.hears('people:update', (update) => shows(update)?.['status'].text === lasting.text);
  const look = async (): Promise<unknown> =>
    (await bob.ask('people:look', { users: [alice.me['id']] }))['users'][0].status;
  expect(await look()).toEqual(lasting);
  // What is over when it is set is over at once, and so is what has run out since.
  await alice.ask('profile:set', { status: { text: 'gone by', until: Date.now() - 1 } });
  expect(await look()).toBeUndefined();
  await alice.ask('profile:set', { status: lasting });
  expect(await look()).toEqual(lasting);
  expect(await alice.ask('profile:set', { displayName: 'Alice' })).toMatchObject({ user: { status: lasting } });
  await alice.ask('profile:set', { status: null });
  expect(await look()).toBeUndefined();
  expect(await alice.ask('profile:set', { status: {} })).toMatchObject({ error: { code: 'bad_request' } });
});
