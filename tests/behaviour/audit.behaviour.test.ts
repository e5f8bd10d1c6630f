import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { everyoneLeaves, freshName, visitor } from '@rookery/testkit/person';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { startTarget } from '@rookery/testkit/target';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, newAccount, password } from './account-program.ts';
import { call } from './http-program.ts';

let target: Awaited<ReturnType<typeof startTarget>>;
beforeAll(async () => {
  target = await startTarget({ ROOKERY_RATE_LIMITS: 'off' });
});
afterAll(async () => {
  everyoneLeaves();
  await target.stop();
});

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

test('[AUD-5, AUD-4] moderators read their room’s log, admins all of it; the shell exports it and finds what was done to it', async () => {
  const { hash } = new URL(readFileSync(join(target.dataDir, 'setup.url'), 'utf8').trim());
  const { answer: founded } = await ask(target.url, 'POST', 'setup', {
    ...{ token: hash.slice(1), username: freshName('admin'), password },
  });
  const admin = { me: founded['user'], token: founded['session'].token as string };
  const people = await Promise.all(['owner', 'moderator', 'member'].map((stem) => newAccount(target.url, stem)));
  const [owner, moderator, member] = people;
  if (!owner || !moderator || !member) throw new Error('three accounts were made');
  const as = (person: { readonly token: string }, event: string, payload: object) =>
    call(target.url, event, payload, person.token);
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
  expect(rest.answer).toMatchObject({ records: [setup], next: null });
  // It outlives the room.
  await as(owner, 'room:delete', { room });
  expect((await as(owner, 'audit:list', { room })).answer).toMatchObject({ error: { code: 'not_found' } });
  expect((await as(admin, 'audit:list', { room })).answer).toMatchObject({
    records: [{ act: 'room:delete', target: { room, name } }, ...records],
  });
  await target.server.kill('SIGTERM');
  expect(shell('--help')).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/owner USERNAME.*\n.*audit-export/),
  });
  expect(shell('audit-check')).toEqual({ status: 0, stdout: 'The log is whole: 4 records.\n', stderr: '' });
  const lines = shell('audit-export').stdout.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { n: 1, act: 'setup', previous: '', hash: expect.any(String) },
    { n: 2, act: 'room:role' },
    { n: 3, act: 'room:ban', by: moderator.me['id'], user: member.me['id'], room, reason: 'advertising' },
    { n: 4, act: 'room:delete' },
  ]);
  changeData(`UPDATE audit SET entry = replace(entry, 'advertising', 'nothing') WHERE n = 3`);
  const changed = shell('audit-check');
  expect(changed).toMatchObject({
    status: 1,
    stdout: expect.stringMatching(/^Record 3 \(room:ban, .+ not as it was.*\n$/),
  });
  changeData("DELETE FROM audit WHERE n = 3; UPDATE audit SET entry = 'no JSON' WHERE n = 4");
  expect(shell('audit-check').stdout).toMatch(/^Record 3 is missing\.\nRecord 4 .+ is not as it was written\.\n$/);
});
