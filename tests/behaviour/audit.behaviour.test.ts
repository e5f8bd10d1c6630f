import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { startTarget } from '@rookery/testkit/target';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, newAccount, password, signIn } from './account-program.ts';
import { call } from './http-program.ts';

type Somebody = { readonly me: Answer; readonly username: string; readonly token: string };
let target: Awaited<ReturnType<typeof startTarget>>;
/** The first owner. */
let admin: Somebody;
beforeAll(async () => {
  target = await startTarget({ ROOKERY_RATE_LIMITS: 'off' });
  const { hash } = new URL(readFileSync(join(target.dataDir, 'setup.url'), 'utf8').trim());
  const username = freshName('admin');
  const { answer } = await ask(target.url, 'POST', 'setup', { token: hash.slice(1), username, password });
  admin = { me: answer['user'], username, token: answer['session'].token as string };
});
afterAll(async () => {
  everyoneLeaves();
  await target.stop();
});

const as = (person: { readonly token: string }, event: string, payload: object) =>
  call(target.url, event, payload, person.token);
const shell = (...words: string[]) => {
  const main = join(repositoryRoot, 'apps/server/dist/admin.js');
  const env = { ...process.env, ROOKERY_DATA_DIR: target.dataDir };
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], { env, encoding: 'utf8' });
  return { status, stdout, stderr };
};
const changeData = (sql: string): void => {
  const db = new DatabaseSync(join(target.dataDir, 'rookery.sqlite'));
  db.exec(sql);
  db.close();
};

test('[ACC-16, ACC-17] admins have power over lower roles: whoever is deactivated is out, and in again when that is taken back', async () => {
  const [alice, bob] = [await newAccount(target.url, 'alice'), await newAccount(target.url, 'bob')];
  const friend = await guest(target.url);
  const person = (by: Somebody, user: string, change: object) => as(by, 'admin:person', { user, ...change });
  const answers = async (asked: ReturnType<typeof person>) => (await asked).answer;
  const refusal = (code: string, field: string) => ({ ok: false, error: { code, field } });
  expect(await answers(as(alice, 'admin:people', {}))).toMatchObject({ error: { code: 'forbidden' } });
  expect(await answers(person(alice, bob.username, {}))).toMatchObject({ error: { code: 'forbidden' } });
  expect(await answers(as(admin, 'admin:people', { query: alice.username }))).toMatchObject({
    users: [{ id: alice.me['id'], username: alice.username }],
  });
  for (const [change, user, code, field] of [
    [{ role: 'member' }, admin.username, 'conflict', 'role'],
    [{ deactivated: true }, admin.username, 'forbidden', 'deactivated'],
    [{ role: 'admin' }, friend.me['username'], 'forbidden', 'role'],
    [{ passwordLink: true }, friend.me['username'], 'forbidden', 'passwordLink'],
    [{ role: 'admin' }, 'nobody-of-this-name', 'not_found', 'user'],
  ] as const)
    expect(await answers(person(admin, user as string, change)), field).toMatchObject(refusal(code, field));
  expect(await answers(person(admin, alice.username, { role: 'admin' }))).toMatchObject({ user: { role: 'admin' } });
  expect(await answers(person(alice, bob.username, { role: 'admin' }))).toMatchObject(refusal('forbidden', 'role'));
  expect(await answers(person(alice, admin.username, { endSessions: true }))).toMatchObject(
    refusal('forbidden', 'user'),
  );
  const device = visitor(target.url, { token: bob.token });
  await device.hears('server:hello');
  await friend.ask('message:private', { to: bob.username, content: 'are you there?' });
  const closed = new Promise((resolve) => device.socket.once('disconnect', resolve));
  expect(await answers(person(alice, bob.username, { deactivated: true }))).toMatchObject({
    user: { id: bob.me['id'], deactivated: true },
  });
  await closed;
  expect(await signIn(target.url, bob.username)).toMatchObject({ status: 401 });
  expect(await friend.ask('message:private', { to: bob.me['id'], content: 'still?' })).toMatchObject({
    error: { code: 'not_found' },
  });
  expect(await friend.ask('people:look', { users: [bob.me['id']] })).toMatchObject({ users: [{ deactivated: true }] });
  expect((await answers(person(alice, bob.username, { deactivated: false })))['user']).not.toHaveProperty(
    'deactivated',
  );
  expect(await signIn(target.url, bob.username)).toMatchObject({ status: 201 });
  expect(await friend.ask('message:private', { to: bob.me['id'], content: 'welcome back' })).toMatchObject({ seq: 2 });
  const { passwordLink } = await answers(person(alice, bob.username, { endSessions: true, passwordLink: true }));
  const token = String(passwordLink).replace('/password#', '');
  const word = 'a word of his own choice';
  expect(await ask(target.url, 'POST', 'password/link', { token, password: word })).toMatchObject({ status: 204 });
  expect(await signIn(target.url, bob.username, word)).toMatchObject({ status: 201 });
});

test('[AUD-5, AUD-4, ACC-15] moderators read their room’s log, admins all of it; the shell exports it, finds what was done to it, and gives a link for a password', async () => {
  const people = await Promise.all(['owner', 'moderator', 'member'].map((stem) => newAccount(target.url, stem)));
  const [owner, moderator, member] = people;
  if (!owner || !moderator || !member) throw new Error('three accounts were made');
  const made = await as(owner, 'room:create', { name: freshName('room') });
  const { id: room, name } = made.answer['room'] as { id: string; name: string };
  for (const person of [moderator, member]) await as(person, 'room:join', { room });
  await as(owner, 'room:role', { room, user: moderator.username, role: 'moderator' });
  await as(moderator, 'room:ban', { room, user: member.username, reason: 'advertising' });
  const hers = { by: { id: moderator.me['id'] }, target: { room, name, user: { username: member.username } } };
  const records = [
    { ...hers, act: 'room:ban', after: { until: null }, reason: 'advertising' },
    { act: 'room:role', by: { username: owner.username }, before: { role: 'member' }, after: { role: 'moderator' } },
  ];
  for (const person of [owner, moderator, admin])
    expect((await as(person, 'audit:list', { room })).answer).toMatchObject({ ok: true, records, next: null });
  const socket = visitor(target.url, { token: moderator.token });
  expect(await socket.ask('audit:list', { room: name, user: member.username, limit: 1 })).toMatchObject({
    ...{ ok: true, records: records.slice(0, 1), next: null },
  });
  expect((await as(member, 'audit:list', { room })).answer).toMatchObject({ error: { code: 'forbidden' } });
  expect((await as(owner, 'audit:list', {})).answer).toMatchObject({ error: { code: 'forbidden' } });
  const first = await as(admin, 'audit:list', { limit: 2 });
  expect(first.answer).toMatchObject({ records });
  const rest = await as(admin, 'audit:list', { cursor: first.answer['next'] });
  const setup = { act: 'setup', by: { id: admin.me['id'] }, target: { user: { role: 'owner' } } };
  expect(rest.answer['records'].at(-1)).toMatchObject(setup);
  expect(rest.answer['next']).toBeNull();
  // It outlives the room.
  await as(owner, 'room:delete', { room });
  expect((await as(owner, 'audit:list', { room })).answer).toMatchObject({ error: { code: 'not_found' } });
  expect((await as(admin, 'audit:list', { room })).answer).toMatchObject({
    records: [{ act: 'room:delete', target: { room, name } }, ...records],
  });
  await target.server.kill('SIGTERM');
  expect(shell('--help')).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/owner USERNAME[^]*audit-export/),
  });
  expect(shell('audit-check')).toEqual({ status: 0, stdout: 'The log is whole: 9 records.\n', stderr: '' });
  const lines = shell('audit-export').stdout.trimEnd().split('\n');
  const exported = lines.map((line) => JSON.parse(line) as object);
  expect(exported[0]).toMatchObject({ n: 1, act: 'setup', previous: '', hash: expect.any(String) });
  expect(exported.slice(-3)).toMatchObject([
    { n: 7, act: 'room:role' },
    { n: 8, act: 'room:ban', by: moderator.me['id'], user: member.me['id'], room, reason: 'advertising' },
    { n: 9, act: 'room:delete' },
  ]);
  const printed = shell('password-link', member.username).stdout;
  const token = /^\/password#(\S+)\n/.exec(printed)?.[1] ?? '';
  expect(shell('password-link', 'nobody-has-it')).toMatchObject({ status: 1, stdout: '' });
  changeData(`UPDATE audit SET entry = replace(entry, 'advertising', 'nothing') WHERE n = 8`);
  const changed = shell('audit-check');
  expect(changed).toMatchObject({
    status: 1,
    stdout: expect.stringMatching(/^Record 8 \(room:ban, .+ not as it was.*\n$/),
  });
  changeData("DELETE FROM audit WHERE n = 8; UPDATE audit SET entry = 'no JSON' WHERE n = 9");
  expect(shell('audit-check').stdout).toMatch(/^Record 8 is missing\.\nRecord 9 .+ is not as it was written\.\n$/);
  await target.server.start();
  const set = (word: string) => ask(target.url, 'POST', 'password/link', { token, password: word });
  // Until the link is used the old password counts, and so do sessions: the runbook of a leaked secret says so.
  expect(await signIn(target.url, member.username)).toMatchObject({ status: 201 });
  expect((await as(member, 'inbox:list', {})).answer).toMatchObject({ ok: true });
  expect(await set('12345678')).toMatchObject({ status: 400, answer: { error: { field: 'password' } } });
  expect(await set('another, and a better one')).toMatchObject({ status: 204 });
  expect(await set('yet another, and no better')).toMatchObject({ status: 404, answer: { error: { field: 'token' } } });
  expect((await as(member, 'inbox:list', {})).answer).toMatchObject({ error: { code: 'unauthorized' } });
  expect(await signIn(target.url, member.username, 'another, and a better one')).toMatchObject({ status: 201 });
});
