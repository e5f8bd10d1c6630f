import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import type { Answer, Person } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, newAccount, password } from './account-program.ts';

let target: Target;
let admin: Person;
beforeAll(async () => {
  target = await startTarget({ ROOKERY_RATE_LIMITS: 'off' });
  const link = readFileSync(join(target.dataDir, 'setup.url'), 'utf8').trim();
  const founder = { token: new URL(link).hash.slice(1), username: freshName('admin'), password };
  const { answer } = await ask(target.url, 'POST', 'setup', founder);
  admin = visitor(target.url, { token: answer['session'].token });
});
afterAll(async () => {
  everyoneLeaves();
  await target.stop();
});

const reportsOf = async (person: Person, payload: object = {}): Promise<Answer[]> =>
  (await person.ask('reports:list', payload))['reports'] as Answer[];

test('[RPT-1, RPT-2] a room’s moderators and the admins see what was reported there, and nobody else; closing takes it away', async () => {
  const { username, token } = await newAccount(target.url, 'moderator');
  const [owner, moderator, rude, other] = [
    await guest(target.url),
    visitor(target.url, { token }),
    await guest(target.url),
    await guest(target.url),
  ];
  const { room } = await owner.ask('room:create', { name: freshName('room'), visibility: 'private' });
  const conversation = room.id as string;
  for (const user of [username, rude.me['id'], other.me['id']])
    await owner.ask('room:invite', { room: conversation, user });
  for (const person of [moderator, rude, other]) await person.ask('room:join', { room: conversation });
  expect(await owner.ask('room:role', { room: conversation, user: username, role: 'moderator' })).toEqual({ ok: true });
  const { seq } = await rude.ask('message:room', { conversation, content: 'You are all fools' });

  const report = { conversation, seq, reason: 'rude' };
  expect(await other.ask('report:create', report)).toEqual({ ok: true });
  expect(await other.ask('report:create', report)).toEqual({ ok: true });
  for (const person of [owner, moderator, admin])
    await person.hears('reports:update', (told) => told['conversation'] === conversation);
  // What was said is kept with the report, whatever becomes of it.
  await rude.ask('message:delete', { conversation, seq });
  const copy = { user: { id: rude.me['id'] }, content: 'You are all fools' };
  const seen = { conversation, seq, room: room.name, reason: 'rude', by: { id: other.me['id'] }, message: copy };
  for (const person of [owner, moderator, admin])
    expect(await reportsOf(person, { conversation })).toMatchObject([seen]);
  const inAll = (await reportsOf(admin)).find((one) => one['conversation'] === conversation);
  expect(inAll).toMatchObject(seen);
  expect([...rude.all('reports:update'), ...other.all('reports:update')]).toEqual([]);

  // An admin has no key to the room itself. Who moderates it not learns of no report.
  expect(await admin.ask('history:fetch', { conversation })).toMatchObject({ error: { code: 'not_found' } });
  expect(await other.ask('reports:list', { conversation })).toMatchObject({ error: { code: 'forbidden' } });
  expect(await other.ask('reports:list')).toMatchObject({ error: { code: 'forbidden' } });
  const stranger = await guest(target.url);
  expect(await stranger.ask('reports:list', { conversation })).toMatchObject({ error: { code: 'not_found' } });
  expect(await stranger.ask('report:create', report)).toMatchObject({ error: { code: 'not_found' } });
  const close = { id: inAll?.['id'], action: 'deleted' };
  const unknown = await stranger.ask('report:close', { ...close, id: 'none' });
  expect(unknown).toMatchObject({ ok: false, error: { code: 'not_found' } });
  for (const person of [stranger, other, rude]) expect(await person.ask('report:close', close)).toEqual(unknown);
  expect(await other.ask('report:create', report)).toMatchObject({ error: { code: 'not_found', field: 'seq' } });
  expect(await moderator.ask('report:close', close)).toEqual({ ok: true });
  const aimed = { room: conversation, user: { id: rude.me['id'] }, seq };
  const { records } = await moderator.ask('audit:list', { room: conversation });
  expect(records[0]).toMatchObject({
    act: 'report:close',
    target: aimed,
    after: { action: 'deleted' },
    reason: 'rude',
  });
  expect(await reportsOf(owner, { conversation })).toEqual([]);
  expect(await admin.ask('report:close', close)).toEqual(unknown);
});

test('[RPT-3] who moderates neither hears of a report about what she wrote herself, nor lists nor closes it: the others do', async () => {
  const { username, token } = await newAccount(target.url, 'moderator');
  const [owner, moderator, other] = [await guest(target.url), visitor(target.url, { token }), await guest(target.url)];
  const { room } = await owner.ask('room:create', { name: freshName('room') });
  const conversation = room.id as string;
  for (const person of [moderator, other]) await person.ask('room:join', { room: conversation });
  await owner.ask('room:role', { room: conversation, user: username, role: 'moderator' });
  const said = async (person: Person) => (await person.ask('message:room', { conversation, content: 'rude' }))['seq'];
  const [hers, owners] = [await said(moderator), await said(owner)];

  await other.ask('report:create', { conversation, seq: hers, reason: 'rude' });
  for (const person of [owner, admin])
    await person.hears('reports:update', (told) => told['conversation'] === conversation);
  expect(await moderator.ask('reports:list', { conversation })).toEqual({ ok: true, reports: [], next: null });
  expect(moderator.all('reports:update')).toEqual([]);
  const [seen] = await reportsOf(owner, { conversation });
  expect(seen).toMatchObject({ seq: hers, by: { id: other.me['id'] } });
  expect(await reportsOf(admin, { conversation })).toMatchObject([{ seq: hers }]);
  const close = { id: seen?.['id'], action: 'dismissed' };
  const unknown = await moderator.ask('report:close', { ...close, id: 'none' });
  expect(await moderator.ask('report:close', close)).toEqual(unknown);

  // Of two she sees the other's.
  await other.ask('report:create', { conversation, seq: owners, reason: 'rude' });
  await moderator.hears('reports:update', (told) => told['conversation'] === conversation);
  expect(await reportsOf(moderator, { conversation })).toMatchObject([{ seq: owners }]);
  expect(await owner.ask('report:close', close)).toEqual({ ok: true });
  expect(await reportsOf(owner, { conversation })).toEqual([]);
});

test('[RPT-1, RPT-2, RPT-3] what is said in a thread is reported, told of, looked at and closed in its room', async () => {
  const [owner, rude, other] = [await guest(target.url), await guest(target.url), await guest(target.url)];
  const { room } = await owner.ask('room:create', { name: freshName('room') });
  const inRoom = (told: Answer) => told['conversation'] === room.id;
  for (const person of [rude, other]) await person.ask('room:join', { room: room.id });
  const root = await owner.ask('message:room', { conversation: room.id, content: 'root' });
  const { thread } = await rude.ask('thread:open', { conversation: room.id, seq: root['seq'] });
  const { seq } = await rude.ask('message:room', { conversation: thread, content: 'You are all fools' });
  expect(await other.ask('report:create', { conversation: thread, seq, reason: 'rude' })).toEqual({ ok: true });
  for (const person of [owner, admin]) await person.hears('reports:update', inRoom);
  const seen = { conversation: thread, seq, room: room.name, by: { id: other.me['id'] }, reason: 'rude' };
  for (const person of [owner, admin])
    for (const conversation of [room.id, thread])
      expect(await reportsOf(person, { conversation })).toMatchObject([seen]);
  for (const person of [rude, other])
    for (const conversation of [room.id, thread])
      expect(await person.ask('reports:list', { conversation })).toMatchObject({ error: { code: 'forbidden' } });
  const [report] = await reportsOf(owner, { conversation: room.id });
  const close = { id: report?.['id'], action: 'deleted' };
  expect(await rude.ask('report:close', close)).toMatchObject({ error: { code: 'not_found' } });
  expect(await owner.ask('message:delete', { conversation: thread, seq })).toMatchObject({ ok: true });
  expect(await owner.ask('report:close', close)).toEqual({ ok: true });
  expect(await reportsOf(owner, { conversation: room.id })).toEqual([]);
  const { records } = await owner.ask('audit:list', { room: room.id });
  expect(records[0]).toMatchObject({
    act: 'report:close',
    target: { room: room.id, user: { id: rude.me['id'] }, seq },
  });
});

test('[RPT-3] what an admin of the server wrote, another admin looks at', async () => {
  const { me, token } = await newAccount(target.url, 'admin');
  expect(await admin.ask('admin:person', { user: me['id'], role: 'admin' })).toMatchObject({ ok: true });
  const second = visitor(target.url, { token });
  expect(await second.ask('reports:list')).toMatchObject({ ok: true });
  const other = await guest(target.url);
  const { conversation, seq } = await admin.ask('message:private', { to: other.me['id'], content: 'a threat' });
  await other.ask('report:create', { conversation, seq, reason: '' });
  await second.hears('reports:update', (told) => told['conversation'] === conversation);
  for (const payload of [{ conversation }, {}])
    expect((await reportsOf(admin, payload)).filter((one) => one['conversation'] === conversation)).toEqual([]);
  expect(admin.all('reports:update').filter((told) => told['conversation'] === conversation)).toEqual([]);
  const [seen] = await reportsOf(second, { conversation });
  const close = { id: seen?.['id'], action: 'none' };
  expect(await admin.ask('report:close', close)).toMatchObject({ error: { code: 'not_found', field: 'id' } });
  expect(await second.ask('report:close', close)).toEqual({ ok: true });
});

test('[RPT-1] what is reported of a direct conversation the admins see, that message alone', async () => {
  const [alice, bob] = [await guest(target.url), await guest(target.url)];
  const { conversation } = await bob.ask('message:private', { to: alice.me['id'], content: 'before' });
  const { seq } = await bob.ask('message:private', { to: alice.me['id'], content: 'a threat' });
  expect(await alice.ask('report:create', { conversation, seq, reason: '' })).toEqual({ ok: true });
  await admin.hears('reports:update', (told) => told['conversation'] === conversation);
  const [seen, ...more] = await reportsOf(admin, { conversation });
  expect(more).toEqual([]);
  expect(seen).toMatchObject({ seq, message: { content: 'a threat' }, by: { id: alice.me['id'] } });
  expect(seen?.['room']).toBeUndefined();
  for (const person of [alice, bob])
    expect(await person.ask('reports:list', { conversation })).toMatchObject({ error: { code: 'forbidden' } });
  expect(await admin.ask('report:close', { id: seen?.['id'], action: 'none' })).toEqual({ ok: true });
});
