import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';
import { until } from '@rookery/testkit/until';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ask, bearer, newAccount, password, signIn } from './account-program.ts';
import { call, failed, send } from './http-program.ts';

// What holds for the whole server and who is invited to it, tried by its owner on a server of its own.

const told = {
  ...{ name: 'Rookery', registration: 'open', guests: true, roomCreation: 'guest', linkPreviews: true },
  ...{ retentionDays: null, retentionMessages: null, findEverybody: false },
};
const fileLimits = {
  ...{ fileBytes: 256 * 2 ** 20, guestFileBytes: 25 * 2 ** 20 },
  ...{ dayFileBytes: 2 ** 31, guestDayFileBytes: 200 * 2 ** 20 },
};

let target: Target;
let owner: string;

beforeAll(async () => {
  target = await startTarget();
  const token = new URL(readFileSync(join(target.dataDir, 'setup.url'), 'utf8').trim()).hash.slice(1);
  const { answer } = await ask(target.url, 'POST', 'setup', { token, username: freshName('owner'), password });
  owner = answer['session'].token as string;
});
afterEach(async () => {
  everyoneLeaves();
  await set({ ...told, ...fileLimits });
});
afterAll(() => target.stop());

const set = async (change: object) => {
  const { answer } = await call(target.url, 'admin:settings', change, owner);
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return answer['settings'] as object;
};
const refusedIn = (words: RegExp) => ({
  ok: false,
  error: { code: 'forbidden', message: expect.stringMatching(words) },
});

test('[SET-1, SET-5, SET-6] its admins read and change them; everybody is told before she comes in', async () => {
  const [person, { token }] = [await guest(target.url), await newAccount(target.url)];
  for (const one of [person.token, token])
    for (const payload of [{}, { guests: false }])
      expect(await call(target.url, 'admin:settings', payload, one)).toMatchObject(failed('forbidden'));
  expect(await call(target.url, 'admin:storage', {}, token)).toMatchObject(failed('forbidden'));
  const { storage } = (await call(target.url, 'admin:storage', {}, owner)).answer;
  expect(storage).toMatchObject({ kept: 'disk', bytes: expect.any(Number), rooms: expect.any(Number) });
  expect(storage).toMatchObject({ people: expect.any(Number), messages: expect.any(Number) });
  expect(await set({})).toEqual({ ...told, ...fileLimits });
  const hello = await visitor(target.url).hears('server:hello');
  expect(hello['server']).toEqual(told);
  expect(hello['limits']).toMatchObject(fileLimits);
  expect(await set({ name: ' 朋友们 ', registration: 'closed' })).toEqual({
    ...{ ...told, ...fileLimits },
    name: '朋友们',
    registration: 'closed',
  });
  expect(await visitor(target.url).hears('server:hello')).toMatchObject({
    server: { ...told, name: '朋友们', registration: 'closed' },
  });
  for (const wrong of [
    { retentionDays: 0 },
    { retentionMessages: 1.5 },
    { fileBytes: -1 },
    { fileBytes: 1.5 },
    { guestDayFileBytes: '1' },
    { fileBytes: 2 ** 31 + 1 },
    { guests: 'no' },
    { name: '' },
    { roomCreation: 'moderator' },
  ])
    expect(
      await call(target.url, 'admin:settings', { ...wrong, registration: 'open' }, owner),
      JSON.stringify(wrong),
    ).toMatchObject(failed('bad_request'));
  expect(await set({})).toMatchObject({ registration: 'closed' });
});

test('[SET-1, FILE-6] how much people may upload counts for the next upload, in one request and in pieces, and everybody is told', async () => {
  const [person, { token }] = [await guest(target.url), await newAccount(target.url)];
  await set({ fileBytes: 10, guestFileBytes: 5, dayFileBytes: 25, guestDayFileBytes: 5 });
  expect((await visitor(target.url).hears('server:hello'))['limits']).toMatchObject({
    fileBytes: 10,
    dayFileBytes: 25,
  });
  const whole = async (by: string, bytes: number) => {
    const headers = { authorization: `Bearer ${by}` };
    const answer = await fetch(`${target.url}/api/v1/files?name=a`, {
      method: 'POST',
      headers,
      body: 'x'.repeat(bytes),
    });
    return answer.status;
  };
  const inPieces = async (by: string, bytes: number) => {
    const headers = { authorization: `Bearer ${by}`, 'upload-length': `${bytes}` };
    return (await fetch(`${target.url}/api/v1/uploads`, { method: 'POST', headers })).status;
  };
  const offer = await fetch(`${target.url}/api/v1/uploads`, { method: 'OPTIONS' });
  expect(offer.headers.get('tus-max-size')).toBe('10');
  for (const way of [whole, inPieces]) expect([await way(token, 11), await way(person.token, 6)]).toEqual([413, 413]);
  expect([await whole(token, 10), await inPieces(token, 10), await whole(person.token, 5)]).toEqual([201, 201, 201]);
  for (const way of [whole, inPieces]) expect([await way(token, 6), await way(person.token, 1)]).toEqual([429, 429]);
  await set({ dayFileBytes: 26 });
  expect(await whole(token, 6)).toBe(201);
  await set({ fileBytes: 0 });
  expect(await whole(token, 1)).toBe(413);
});

test('[SET-2] guests are turned away in words, classic ones too; those who are here stay, also when they come back', async () => {
  const [here, account] = [await guest(target.url), await newAccount(target.url)];
  await set({ guests: false });
  const words = /no guests/;
  expect(await visitor(target.url).ask('user:join', { username: freshName('late') })).toMatchObject(refusedIn(words));
  expect((await call(target.url, 'user:join', { username: freshName('late') })).answer).toMatchObject(refusedIn(words));
  const old = visitor(target.url, {}, { reconnection: false });
  await old.hears('server:hello');
  const gone = new Promise((resolve) => old.socket.once('disconnect', resolve));
  old.socket.emit('user:join', freshName('old'));
  expect(await old.hears('error:report')).toMatchObject({ event: 'user:join', error: refusedIn(words).error });
  await gone;
  expect(await here.ask('room:create', freshName('still'))).toMatchObject({ ok: true });
  const back = visitor(target.url, { token: here.token });
  expect(await back.hears('server:hello')).toMatchObject({ user: { id: here.me['id'] } });
  expect(await signIn(target.url, account.username)).toMatchObject({ status: 201 });
  // Whoever has no session may still register, and a guest become an account.
  await newAccount(target.url);
  const { username } = here.me;
  expect(await ask(target.url, 'POST', 'accounts', { username, password }, bearer(here.token))).toMatchObject({
    status: 201,
  });
});

test('[SET-3, SET-4] where registration is closed nobody makes an account, guests neither; rooms are made from a role on', async () => {
  const [here, account] = [await guest(target.url), await newAccount(target.url)];
  await set({ registration: 'closed', roomCreation: 'member' });
  const register = (username: unknown, headers = {}) =>
    ask(target.url, 'POST', 'accounts', { username, password }, headers);
  for (const made of [await register(freshName('late')), await register(here.me['username'], bearer(here.token))]) {
    expect(made.status).toBe(403);
    expect(made.answer).toMatchObject(refusedIn(/no new accounts/));
  }
  expect(await here.ask('room:create', freshName('room'))).toMatchObject(refusedIn(/account/));
  const create = (token: string) => call(target.url, 'room:create', { name: freshName('room') }, token);
  expect((await create(account.token)).answer).toMatchObject({ ok: true });
  await set({ roomCreation: 'admin' });
  expect((await create(account.token)).answer).toMatchObject(refusedIn(/admins/));
  expect((await create(owner)).answer).toMatchObject({ ok: true });
});

test('[PEO-9, SET-7] everybody with an account finds all others where an admin has it so, and nobody does before; guests neither find nor are found', async () => {
  const [she, other, visiting] = [await newAccount(target.url), await newAccount(target.url), await guest(target.url)];
  const word = freshName('q').replaceAll(/[^a-z0-9]/g, '');
  const name = async (token: string, displayName: string) =>
    expect((await call(target.url, 'profile:set', { displayName }, token)).answer).toMatchObject({ ok: true });
  await name(other.token, `重庆 ${word}`);
  await name(visiting.token, `重庆 ${word}`);
  const found = async (token: string, query: string) =>
    (await call(target.url, 'people:look', { query }, token)).answer;
  const queries = ['重庆', 'chongqing', 'cq'].map((begin) => `${begin}${begin === '重庆' ? ' ' : ''}${word}`);
  // As it is at first: nobody whom she does not share a conversation with, but by the whole username.
  for (const query of [...queries, other.username])
    expect(await found(she.token, query)).toEqual({ ok: true, users: [], next: null });

  expect(await set({ findEverybody: true })).toMatchObject({ findEverybody: true });
  expect(await visitor(target.url).hears('server:hello')).toMatchObject({ server: { findEverybody: true } });
  for (const query of [...queries, word.slice(0, -1), other.username.slice(0, -1)])
    expect((await found(she.token, query))['users'], query).toEqual([
      expect.objectContaining({ id: other.me['id'], username: other.username, guest: false }),
    ]);
  expect(await found(she.token, '')).toMatchObject({ users: [] });
  expect(await found(visiting.token, queries[1] ?? '')).toMatchObject({ users: [] });
  // Whom she knows comes once, and a guest whom she knows comes too.
  const { answer } = await call(target.url, 'room:create', { name: freshName('room') }, she.token);
  for (const { token } of [other, visiting]) await call(target.url, 'room:join', { room: answer['room'].id }, token);
  const both = (await found(she.token, queries[1] ?? ''))['users'] as { id: string }[];
  expect(both.map(({ id }) => id).toSorted()).toEqual([String(other.me['id']), String(visiting.me['id'])].toSorted());

  // Nobody copies the list of all.
  const spend = async (index: number) =>
    (await send(target.url, 'people:look', JSON.stringify({ query: `zz${index}` }), bearer(she.token))).answer;
  const answers = await Promise.all(Array.from({ length: 120 }, (_, index) => spend(index)));
  const refused = answers.find(({ ok }) => !ok)?.['error'];
  expect(refused).toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) });
  // It is this that was too often: whom she may know she is told.
  expect(await found(she.token, '')).toMatchObject({ ok: true });
  expect(await found(other.token, word)).toMatchObject({ ok: true });
  await set({ findEverybody: false });
  expect(await found(she.token, `zz`)).toMatchObject({ ok: true, users: [] });
});

type Invite = { readonly code: string; readonly url: string };
const invite = async (token: string, payload: object): Promise<Invite> => {
  const { answer } = await call(target.url, 'invite:create', payload, token);
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return answer['invite'] as Invite;
};
const accept = async (token: string, code: string) => (await call(target.url, 'invite:accept', { code }, token)).answer;
const noSuch = {
  ok: false,
  error: { code: 'not_found', field: 'code', message: expect.stringMatching(/does not count/) },
};

test('[INV-1, INV-2, INV-3] a link leads into a private room until it is revoked; who may see it and end it', async () => {
  const [keeper, friend, late] = [await guest(target.url), await guest(target.url), await guest(target.url)];
  const { room } = await keeper.ask('room:create', { name: freshName('den'), visibility: 'private' });
  const one = await invite(keeper.token, { room: room.id, uses: 5, expiresInMs: 3_600_000 });
  expect(one).toMatchObject({ room: room.id, uses: 5, used: 0, by: { id: keeper.me['id'] } });
  expect(one.url).toBe(`/invite/${one.code}`);
  expect(await accept(friend.token, one.code)).toMatchObject({ ok: true, room: { id: room.id, members: 2 } });
  // Her sockets hear the room from now on.
  await keeper.ask('message:room', { room: room.id, content: 'welcome' });
  await friend.hears('message:receive', ({ content }) => content === 'welcome');
  // Again it uses nothing up; nor did the owner, who is there.
  for (const token of [friend.token, keeper.token]) expect(await accept(token, one.code)).toMatchObject({ ok: true });
  const hers = await invite(friend.token, { room: room.id });
  const list = async (token: string) =>
    ((await call(target.url, 'invite:list', { room: room.id }, token)).answer['invites'] as Invite[]).map(
      ({ code }) => code,
    );
  expect(await list(keeper.token)).toEqual([hers.code, one.code]);
  expect(await list(friend.token)).toEqual([hers.code]);
  const [first] = (await call(target.url, 'invite:list', { room: room.id, limit: 1 }, keeper.token)).answer['invites'];
  expect(first).toMatchObject({ code: hers.code, used: 0, by: { id: friend.me['id'] } });
  const revoke = async (token: string, code: string) =>
    (await call(target.url, 'invite:revoke', { code }, token)).answer;
  expect(await revoke(friend.token, one.code)).toMatchObject(noSuch);
  expect(await revoke(late.token, one.code)).toMatchObject(noSuch);
  expect(await revoke(keeper.token, hers.code)).toEqual({ ok: true });
  expect(await revoke(keeper.token, one.code)).toEqual({ ok: true });
  const answers = [one.code, hers.code, 'never-was'].map((code) => accept(late.token, code));
  for (const answer of await Promise.all(answers)) expect(answer).toMatchObject(noSuch);
  // To whoever is outside the room is not there.
  expect(await call(target.url, 'invite:create', { room: room.id }, late.token)).toMatchObject(failed('not_found'));
  expect(await call(target.url, 'invite:list', { room: room.id }, late.token)).toMatchObject(failed('not_found'));
  expect(await call(target.url, 'invite:create', { room: room.id, role: 'admin' }, keeper.token)).toMatchObject(
    failed('bad_request'),
  );
});

test('[INV-7] whoever has the code is told who invites her and where to, and of a code that lets nobody in nothing', async () => {
  const [keeper, friend] = [await guest(target.url), await guest(target.url)];
  const look = (code: string) => ask(target.url, 'POST', 'invitations/look', { code });
  const name = freshName('den');
  const { room } = await keeper.ask('room:create', { name, topic: 'not told', visibility: 'private' });
  const one = await invite(keeper.token, { room: room.id, uses: 1 });
  const by = { username: keeper.me['username'], displayName: keeper.me['displayName'] };
  const told = { ok: true, by, room: { name, visibility: 'private' } };
  // Looking uses nothing up, and says these names alone.
  for (let time = 0; time < 3; time += 1) expect(await look(one.code)).toMatchObject({ status: 200, answer: told });
  expect((await look(one.code)).answer).toEqual(told);
  expect(await accept(friend.token, one.code)).toMatchObject({ ok: true });
  const gone = { status: 404, answer: noSuch };
  expect(await look(one.code)).toMatchObject(gone);
  expect(await look('never-was')).toMatchObject(gone);

  // Into a private room an invitation counts while its maker may invite there.
  const hers = await invite(friend.token, { room: room.id });
  expect(await look(hers.code)).toMatchObject({ status: 200, answer: { by: { username: friend.me['username'] } } });
  await keeper.ask('room:remove', { room: room.id, user: friend.me['id'] });
  expect(await look(hers.code)).toMatchObject(gone);

  // To the server: by an admin, without a room.
  const toServer = await invite(owner, {});
  const seen = await look(toServer.code);
  expect(seen).toMatchObject({ status: 200, answer: { ok: true, by: { username: expect.any(String) as string } } });
  expect(seen.answer).not.toHaveProperty('room');
  await call(target.url, 'invite:revoke', { code: toServer.code }, owner);
  expect(await look(toServer.code)).toMatchObject(gone);
});

test('[INV-3, INV-4] no more people than it is for, one who is banned has not used it, and it counts while its maker may invite', async () => {
  const keeper = await guest(target.url);
  const people = await Promise.all(Array.from({ length: 6 }, () => guest(target.url)));
  const { room } = await keeper.ask('room:create', { name: freshName('den'), visibility: 'private' });
  const [banned, maker, ...others] = people as [(typeof people)[0], (typeof people)[0], ...typeof people];
  await keeper.ask('room:invite', { room: room.id, user: banned.me['id'] });
  await banned.ask('room:join', { room: room.id });
  await keeper.ask('room:ban', { room: room.id, user: banned.me['id'] });
  const two = await invite(keeper.token, { room: room.id, uses: 2 });
  expect(await accept(banned.token, two.code)).toMatchObject(noSuch);
  const answers = await Promise.all(others.map(({ token }) => accept(token, two.code)));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(2);
  for (const answer of answers.filter(({ ok }) => !ok)) expect(answer).toMatchObject(noSuch);
  expect(await keeper.ask('room:members', { room: room.id })).toMatchObject({ members: { length: 3 } });

  const open = await invite(keeper.token, { room: room.id });
  expect(await accept(maker.token, open.code)).toMatchObject({ ok: true });
  const makers = await invite(maker.token, { room: room.id });
  await keeper.ask('room:remove', { room: room.id, user: maker.me['id'] });
  expect(await accept(banned.token, makers.code)).toMatchObject(noSuch);
  const left = others.find((_, index) => !answers[index]?.ok);
  expect(await accept(left?.token ?? '', makers.code)).toMatchObject(noSuch);
});

test('[INV-5, INV-6, SET-3] registration by invitation: of an admin, so many, with a role; all of it is on record', async () => {
  await set({ registration: 'invite' });
  const register = (name: string, code?: string, headers = {}) =>
    ask(
      target.url,
      'POST',
      'accounts',
      { username: name, password, ...(code === undefined ? {} : { invite: code }) },
      headers,
    );
  const person = await guest(target.url);
  const hers = String(person.me['username']);
  for (const made of [await register(freshName('late')), await register(hers, undefined, bearer(person.token))])
    expect(made).toMatchObject({ status: 403, answer: refusedIn(/invitation/) });
  const noInvite = { status: 404, answer: { error: { code: 'not_found', field: 'invite' } } };
  expect(await register(freshName('late'), 'never-was')).toMatchObject(noInvite);
  // An invitation into a room, by somebody who is no admin.
  const { room } = await person.ask('room:create', freshName('lobby'));
  const into = await invite(person.token, { room: room.id });
  expect(await register(freshName('late'), into.code)).toMatchObject(noInvite);

  const one = await invite(owner, { uses: 1 });
  // A password that is too weak has used nothing up.
  const weak = await ask(target.url, 'POST', 'accounts', {
    username: freshName('weak'),
    password: '12345678',
    invite: one.code,
  });
  expect(weak).toMatchObject({ status: 400, answer: { error: { field: 'password' } } });
  const tried = await Promise.all([register(freshName('one'), one.code), register(freshName('two'), one.code)]);
  expect(tried.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 404]);
  // The link that led her here leads her in again, and nobody else.
  const hersNow = tried.find(({ status }) => status === 201)?.answer['session'].token as string;
  expect(await accept(hersNow, one.code)).toMatchObject({ ok: true });
  expect(await accept(owner, one.code)).toMatchObject(noSuch);
  const made = await register(hers, (await invite(owner, { uses: 1 })).code, bearer(person.token));
  expect(made).toMatchObject({ status: 201, answer: { user: { id: person.me['id'], guest: false } } });

  const power = await invite(owner, { role: 'admin', uses: 1 });
  const admin = await register(freshName('admin'), power.code);
  expect(admin).toMatchObject({ status: 201, answer: { user: { role: 'admin' } } });
  const { token } = admin.answer['session'] as { token: string };
  expect((await call(target.url, 'invite:create', { role: 'owner' }, token)).answer).toMatchObject(
    refusedIn(/above your own/),
  );
  expect(await accept(token, (await invite(token, {})).code)).toEqual({ ok: true });
  const { records } = (await call(target.url, 'audit:list', { limit: 100 }, owner)).answer;
  const acts = (records as { act: string }[]).map(({ act }) => act);
  expect(acts).toEqual(expect.arrayContaining(['admin:settings', 'invite:create', 'invite:accept']));
  expect(JSON.stringify(records)).not.toContain(power.code);
});

test('[TRACE-1, TRACE-4] its author and admins learn where a message is, and nobody else does', async () => {
  const [ann, ben] = [await guest(target.url, 'ann'), await guest(target.url, 'ben')];
  const { conversation, seq } = await ann.ask('message:private', { to: ben.me['id'], content: 'psst' });
  await ben.hears('message:receive', ({ content }) => content === 'psst');
  const at = { conversation, seq };
  const all = ['accepted', 'stored', 'announced', 'delivered'];
  const stepsOf = async (asks: () => Promise<Answer>): Promise<Answer[]> => (await asks())['steps'];
  const steps = await stepsOf(() => ann.ask('message:trace', at));
  expect(steps.map(({ what }) => what)).toEqual(all);
  expect(steps).toMatchObject([{}, { copies: 1 }, {}, { devices: 2 }]);
  expect(await ben.ask('message:trace', at)).toMatchObject(failed('forbidden').answer);
  expect(await ann.ask('message:trace', { ...at, seq: 9 })).toMatchObject(failed('not_found').answer);
  const asOwner = await stepsOf(async () => (await call(target.url, 'message:trace', at, owner)).answer);
  expect(asOwner).toEqual(steps);

  // Another device fetches it, from nothing that it had.
  const device = visitor(target.url, { token: ben.token });
  const { head } = await device.ask('history:fetch', { conversation });
  await device.ask('sync', { conversations: [{ conversation, epoch: head.epoch, seq: 0, rev: 0 }] });
  expect((await stepsOf(() => ann.ask('message:trace', at))).at(-1)).toMatchObject({ what: 'resumed', devices: 1 });

  await ben.ask('settings:set', { receipts: false });
  await until('she is hidden', async () => (await stepsOf(() => ann.ask('message:trace', at))).length === 3);
  expect(await stepsOf(async () => (await call(target.url, 'message:trace', at, owner)).answer)).toHaveLength(5);
});

test('[OPS-50] admins see how the server is; the page says no more than the last steps again', async () => {
  const looked = async (payload: object) => (await call(target.url, 'admin:ops', payload, owner)).answer;
  let told: Answer = { ok: false };
  await until('it has measured itself', async () => ((told = await looked({}))['history']?.at.length ?? 0) > 0);
  expect(told).toMatchObject({ ok: true, missed: [], parked: [], shards: [{ name: 'SQLite', kept: 'disk' }] });
  const [node] = told['nodes'];
  expect(node).toMatchObject({ isReady: true, certificateEndsAt: null, connections: expect.any(Number) });
  expect(node.disk.freeBytes).toBeGreaterThan(0);
  expect(told['events'].at(-1)).toMatchObject({ what: 'started', name: node.name });
  const { at, connections } = told['history'];
  expect(connections).toHaveLength(at.length);
  expect((await looked({ since: told['at'] }))['history'].at).toEqual([]);
  expect(await call(target.url, 'admin:ops', { span: 'year' }, owner)).toMatchObject(failed('bad_request'));
});
