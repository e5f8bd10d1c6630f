import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createClient } from '@rookery/client';
import { everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { openTarget, startTarget } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ask, bearer, kept, newAccount, password, signIn } from './account-program.ts';
import { call, failed } from './http-program.ts';

let target: Awaited<ReturnType<typeof openTarget>>;
beforeAll(async () => {
  target = await openTarget();
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

const refused = async (token: string): Promise<Answer> => {
  const person = visitor(target.url, { token });
  return new Promise((resolve) =>
    person.socket.on('connect_error', (error: Error & { data?: Answer }) => resolve(error.data as Answer)),
  );
};

describe('registering', () => {
  test('[ACC-1] a guest becomes an account and keeps her id, name, rooms, words and socket; others see it', async () => {
    const [person, friend] = [await guest(target.url), await guest(target.url)];
    const room = freshName('room');
    await person.ask('room:create', room);
    await friend.ask('room:join', room);
    await person.ask('message:room', { room, content: 'as a guest' });
    const username = person.me['username'] as string;
    const made = await ask(target.url, 'POST', 'accounts', { username, password }, bearer(person.token));
    expect(made).toMatchObject({ status: 201, answer: { ok: true, user: { ...person.me, guest: false, rev: 1 } } });
    const { token } = made.answer['session'] as { token: string };
    expect(token).not.toBe(person.token);
    const update = await friend.hears('people:update', ({ users }) => users[0].id === person.me['id']);
    expect(update['users'][0]).toMatchObject({ guest: false });
    // The same socket goes on, and the same conversation.
    expect(await person.ask('message:room', { room, content: 'with an account' })).toMatchObject({ ok: true, seq: 2 });
    expect(await friend.ask('room:members', { room })).toMatchObject({
      members: expect.arrayContaining([
        expect.objectContaining({
          user: expect.objectContaining({ id: person.me['id'], guest: false }),
          role: 'owner',
        }),
      ]),
    });
    expect(await refused(person.token)).toMatchObject({ code: 'unauthorized' });
    expect(await call(target.url, 'inbox:list', undefined, person.token)).toMatchObject(failed('unauthorized'));
    const again = visitor(target.url, { token });
    expect(await again.hears('server:hello')).toMatchObject({ user: { id: person.me['id'], guest: false } });
    expect(await person.ask('user:join', { username })).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
    expect(await again.ask('user:join', { username })).toMatchObject({ ok: true, session: { token } });
  });

  test('[ACC-1] somebody new registers, with a name of her own; a second time, and under another name, is a conflict', async () => {
    const { username, me, token } = await newAccount(target.url);
    expect(me).toMatchObject({ username, displayName: username, guest: false });
    const register = (body: object, headers = {}) => ask(target.url, 'POST', 'accounts', body, headers);
    expect(await register({ username: username.toUpperCase(), password })).toMatchObject(failed('conflict'));
    expect(await register({ username: freshName('x'), password }, bearer(token))).toMatchObject(failed('conflict'));
    const person = await guest(target.url);
    const other = await register({ username: freshName('x'), password }, bearer(person.token));
    expect(other).toMatchObject({ status: 409, answer: { error: { field: 'username' } } });
    const named = await register({ username: freshName('n'), password, displayName: '小明' });
    expect(named).toMatchObject({ status: 201, answer: { user: { displayName: '小明', guest: false } } });
    expect(await register({ username: freshName('n'), password }, bearer('nobody'))).toMatchObject(
      failed('unauthorized'),
    );
  });

  test('[ACC-2] a password has 8 to 256 code points, and is the same in every form of Unicode', async () => {
    const username = freshName('nfc');
    const register = (word: unknown) => ask(target.url, 'POST', 'accounts', { username, password: word });
    expect(await register('short7c')).toMatchObject({ status: 400, answer: { error: { field: 'password' } } });
    expect(await register('長'.repeat(257))).toMatchObject({ status: 413, answer: { error: { field: 'password' } } });
    expect(await register('\ud800'.repeat(9))).toMatchObject(failed('bad_request'));
    expect(await register(undefined)).toMatchObject(failed('bad_request'));
    expect(await register('e\u0301té à la mer')).toMatchObject({ status: 201 });
    expect(await signIn(target.url, username, '\u00e9té à la mer')).toMatchObject({ status: 201 });
    expect(await signIn(target.url, username, ' \u00e9té à la mer')).toMatchObject(failed('unauthorized'));
  });

  test('[ACC-2, HTTP-5] whatever is sent instead is refused with the code of its fault', async () => {
    const hostile = [
      [null, 400],
      [[], 400],
      ['text', 400],
      [{}, 400],
      [{ username: 5, password: {}, token: 1 }, 400],
      [{ username: 'x\u0000', password, token: 'x' }, 400],
      [{ username: 'u_x', password: 'x'.repeat(100_000), token: 'x' }, 413],
    ] as const;
    for (const path of ['accounts', 'sessions', 'setup'])
      for (const [body, status] of hostile) {
        const asked = await ask(target.url, 'POST', path, body);
        expect(asked.status, `${path} ${JSON.stringify(body).slice(0, 60)}`).toBe(status);
      }
    const methods = await ask(target.url, 'PUT', 'accounts');
    expect(methods).toMatchObject({ status: 405, answer: { error: { code: 'bad_request' } } });
  });

  test('[ACC-5] what everybody tries first is refused in words, and takes no name', async () => {
    const username = freshName('weak');
    for (const word of [
      'password1',
      'Woaini1314',
      '1234567890',
      'aaaaaaaaaa',
      'abcabcabcabc',
      'lkjhgfdsa',
      `${username}12`,
    ]) {
      const { status, answer } = await ask(target.url, 'POST', 'accounts', { username, password: word });
      expect([status, answer['error']?.field], word).toEqual([400, 'password']);
      expect(answer['error'].message, word).toMatch(/^This password .* choose another one\.$/);
    }
    expect(await ask(target.url, 'POST', 'accounts', { username, password })).toMatchObject({ status: 201 });
  });

  test('[ACC-4] the name of an account is nobody else’s while nobody is signed in', async () => {
    const { username, me, token } = await newAccount(target.url);
    await call(target.url, 'user:leave', undefined, token);
    expect((await call(target.url, 'user:join', username)).answer).toMatchObject({ error: { code: 'conflict' } });
    const classic = visitor(target.url, {}, { transports: ['websocket'] });
    await classic.hears('server:hello');
    classic.socket.emit('user:join', username);
    expect(await classic.hears('error:report')).toMatchObject({ error: { code: 'conflict' } });
    expect(await signIn(target.url, username)).toMatchObject({ status: 201, answer: { user: { id: me['id'] } } });
  });
});

describe('signing in', () => {
  test('[ACC-3] a wrong name, a guest’s and a wrong password are answered alike', async () => {
    const [{ username }, person] = [await newAccount(target.url), await guest(target.url)];
    const wrong = [
      await signIn(target.url, username, 'another password'),
      await signIn(target.url, freshName('nobody')),
      await signIn(target.url, person.me['username'] as string),
    ];
    for (const one of wrong) expect(one).toEqual(wrong[0]);
    expect(wrong[0]).toMatchObject(failed('unauthorized'));
    const right = await signIn(target.url, username.toUpperCase());
    expect(right).toMatchObject({ status: 201, answer: { user: { username, guest: false } }, cookie: null });
    const { token } = right.answer['session'] as { token: string };
    expect(await visitor(target.url, { token }).hears('server:hello')).toMatchObject({ user: { username } });
  });

  test('[ACC-7] devices are listed, and each is ended from another: its token and its sockets, within 2 s', async () => {
    const { username, token } = await newAccount(target.url);
    const phone = await signIn(target.url, username, password, { 'user-agent': 'Phone 2' });
    const phoneToken = phone.answer['session'].token as string;
    const [here, there] = [visitor(target.url, { token }), visitor(target.url, { token: phoneToken })];
    await Promise.all([here.hears('server:hello'), there.hears('server:hello')]);
    const { status, answer } = await ask(target.url, 'GET', 'sessions', undefined, bearer(token));
    expect(status).toBe(200);
    const sessions = answer['sessions'] as Answer[];
    expect(sessions).toHaveLength(2);
    const mine = sessions.find(({ current }) => current) as Answer;
    const other = sessions.find(({ current }) => !current) as Answer;
    expect(mine['agent']).toBe('Program 1');
    expect(other['agent']).toMatch(/^Phone/);
    for (const one of sessions) {
      expect(Object.keys(one).toSorted()).toEqual(['agent', 'createdAt', 'current', 'id', 'lastUsedAt']);
      expect(Math.abs(Number(one['createdAt']) - Date.now())).toBeLessThan(60_000);
      expect(Number(one['lastUsedAt'])).toBeGreaterThanOrEqual(Number(one['createdAt']));
    }
    let [hereIsClosed, closedAfter] = [false, Infinity];
    here.socket.on('disconnect', () => (hereIsClosed = true));
    const endedAt = performance.now();
    there.socket.on('disconnect', () => (closedAfter = performance.now() - endedAt));
    const end = (id: string, as: string) => ask(target.url, 'DELETE', `sessions/${id}`, undefined, bearer(as));
    expect(await end(other['id'] as string, token)).toMatchObject({ status: 204 });
    await until('its socket is closed', () => closedAfter < Infinity);
    expect(closedAfter).toBeLessThan(2_000);
    expect(hereIsClosed).toBe(false);
    expect(await refused(phoneToken)).toMatchObject({ code: 'unauthorized' });
    const stranger = await newAccount(target.url);
    const [gone, foreign] = [await end(other['id'] as string, token), await end(mine['id'] as string, stranger.token)];
    expect(gone).toMatchObject(failed('not_found'));
    expect(foreign).toEqual(gone);
    expect(await ask(target.url, 'DELETE', 'sessions', undefined, bearer(token))).toMatchObject({ status: 204 });
    await until('all are closed', () => hereIsClosed);
    expect(await ask(target.url, 'GET', 'sessions', undefined, bearer(token))).toMatchObject(failed('unauthorized'));
    expect(await ask(target.url, 'GET', 'sessions', undefined, bearer(stranger.token))).toMatchObject({ status: 200 });
  });

  test('[ACC-8] another password ends all other sessions and is the only one from then on', async () => {
    const { username, token } = await newAccount(target.url);
    const others = await Promise.all([1, 2].map(() => signIn(target.url, username)));
    const [one] = others.map(({ answer }) => answer['session'].token as string);
    const device = visitor(target.url, { token: one });
    await device.hears('server:hello');
    const change = (current: string, next: string, as = token) =>
      ask(target.url, 'POST', 'password', { current, password: next }, bearer(as));
    expect(await change('not that one', 'a new password')).toMatchObject({
      status: 403,
      answer: { error: { field: 'current' } },
    });
    expect(await change(password, 'password1')).toMatchObject({
      status: 400,
      answer: { error: { field: 'password' } },
    });
    expect(await change(password, 'a new password')).toMatchObject({ status: 204 });
    await until('the other device is closed', () => device.socket.disconnected);
    expect(await refused(one ?? '')).toMatchObject({ code: 'unauthorized' });
    expect((await ask(target.url, 'GET', 'sessions', undefined, bearer(token))).answer['sessions']).toHaveLength(1);
    expect(await signIn(target.url, username)).toMatchObject(failed('unauthorized'));
    expect(await signIn(target.url, username, 'a new password')).toMatchObject({ status: 201 });
    const person = await guest(target.url);
    expect(await change(password, 'a new password', person.token)).toMatchObject(failed('forbidden'));
    expect(await ask(target.url, 'POST', 'password', { current: password, password })).toMatchObject(
      failed('unauthorized'),
    );
  });
});

describe('a program', () => {
  test('[ACC-12] the SDK registers, signs in on another device, and ends it', async () => {
    const [here, there] = [createClient({ url: target.url }), createClient({ url: target.url })];
    try {
      const username = freshName('sdk');
      const me = await here.join(username);
      expect(await here.account.register(username, password)).toMatchObject({ id: me.id, guest: false });
      await here.createRoom({ name: freshName('room') });
      await expect(there.account.signIn(username, 'something else')).rejects.toMatchObject({ code: 'unauthorized' });
      expect(await there.account.signIn(username, password)).toMatchObject({ id: me.id });
      await until('its inbox is there', () => there.inbox.get().entries.length === 1);
      const other = (await here.account.sessions()).find(({ current }) => !current);
      await here.account.endSession(other?.id ?? '');
      await until('it is signed out', () => there.session.get().state === 'none');
      await here.account.changePassword(password, 'another battery');
      expect(here.session.get()).toMatchObject({ state: 'joined', user: { guest: false } });
      await here.account.endAllSessions();
      await until('this one is signed out too', () => here.session.get().state === 'none');
    } finally {
      here.close();
      there.close();
    }
  });
});

describe('the cookie', () => {
  const page = () => ({ origin: target.url });

  test('[ACC-9] the server’s own page has a cookie and no token, for what it asks and for its socket', async () => {
    const username = freshName('page');
    const made = await ask(target.url, 'POST', 'accounts', { username, password }, page());
    expect(made).toMatchObject({ status: 201, answer: { ok: true, user: { username, guest: false } } });
    expect(made.answer['session']).toEqual({ expiresAt: expect.any(Number) as number });
    expect(made.cookie).toMatch(/^rookery\.session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/);
    const cookie = kept(made.cookie);
    const list = await ask(target.url, 'GET', 'sessions', undefined, { cookie });
    expect(list.answer['sessions']).toMatchObject([{ current: true }]);
    const socket = (headers: Record<string, string>, transports = ['websocket']) =>
      visitor(target.url, {}, { transports, extraHeaders: headers });
    const own = socket({ cookie, ...page() });
    expect(await own.hears('server:hello')).toMatchObject({ user: { username } });
    // What a script could ask for is not the token.
    expect(await own.ask('user:join', username)).toMatchObject({ ok: true, session: { token: 'cookie' } });
    expect(await socket({ cookie, ...page() }, ['polling']).hears('server:hello')).toMatchObject({
      user: { username },
    });
    expect(await socket({ cookie }).hears('server:hello')).toMatchObject({ user: null });
    const left = await ask(target.url, 'POST', 'call/user:leave', undefined, { cookie, ...page() });
    expect(left).toMatchObject({
      status: 200,
      cookie: expect.stringMatching(/^rookery\.session=; .*Max-Age=0$/) as string,
    });
    await until('her socket is closed', () => own.socket.disconnected);
    // An ended one is taken away, and is in nobody's way.
    const stale = await ask(target.url, 'GET', 'sessions', undefined, { cookie });
    expect(stale).toMatchObject({ ...failed('unauthorized'), cookie: expect.stringMatching(/Max-Age=0$/) as string });
    const name = freshName('next');
    const joined = await ask(target.url, 'POST', 'call/user:join', { username: name }, { cookie, ...page() });
    expect(joined).toMatchObject({ status: 200, answer: { user: { username: name, guest: true } } });
    expect(joined.answer['session'].token).toBeUndefined();
    expect(kept(joined.cookie)).not.toBe(cookie);
  });

  test('[ACC-9] a cookie alone changes nothing: Origin says that it was meant, and other sites are refused', async () => {
    const made = await ask(target.url, 'POST', 'accounts', { username: freshName('csrf'), password }, page());
    const cookie = kept(made.cookie);
    const leave = (headers: Record<string, string>) =>
      ask(target.url, 'DELETE', 'sessions', undefined, { cookie, ...headers });
    const foreign = [{}, { origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }];
    for (const headers of foreign)
      expect(await leave(headers as Record<string, string>)).toMatchObject(failed('forbidden'));
    expect(await ask(target.url, 'POST', 'call/user:leave', undefined, { cookie })).toMatchObject(failed('forbidden'));
    const get = await ask(target.url, 'GET', 'sessions', undefined, { cookie, 'sec-fetch-site': 'cross-site' });
    expect(get).toMatchObject(failed('forbidden'));
    expect(await leave(page())).toMatchObject({ status: 204 });
  });

  test('[ACC-9, ACC-14] a token wins over the cookie, and can become it, by another secret', async () => {
    const [one, other] = [await newAccount(target.url), await newAccount(target.url)];
    const turned = await ask(target.url, 'POST', 'sessions/cookie', undefined, { ...bearer(one.token), ...page() });
    expect(turned).toMatchObject({ status: 204, cookie: expect.stringContaining('HttpOnly') as string });
    const cookie = kept(turned.cookie);
    expect(cookie).not.toContain(one.token);
    // Another tab, and a day too early.
    const again = await ask(target.url, 'POST', 'sessions/cookie', undefined, { ...bearer(one.token), ...page() });
    expect(again).toMatchObject({ status: 204, cookie: null });
    const early = await ask(target.url, 'POST', 'sessions/cookie', undefined, { cookie, ...page() });
    expect(early).toMatchObject({ status: 204, cookie: null });
    const idOf = async (headers: Record<string, string>) => {
      const { answer } = await ask(target.url, 'POST', 'call/profile:set', {}, { ...headers, ...page() });
      return answer['user'].id as string;
    };
    expect(await idOf({ cookie })).toBe(one.me['id']);
    expect(await idOf({ cookie, ...bearer(other.token) })).toBe(other.me['id']);
    const repeated = await ask(target.url, 'POST', 'call/user:join', one.username, { cookie, ...page() });
    expect(repeated).toMatchObject({ status: 200, cookie: null, answer: { user: { id: one.me['id'] } } });
    expect(repeated.answer['session'].token).toBeUndefined();
    expect(await ask(target.url, 'POST', 'sessions/cookie', undefined, page())).toMatchObject(failed('unauthorized'));
  });

  test('[ACC-9] over TLS the cookie is Secure and __Host-, and no other one is believed', async () => {
    const tls = { 'x-forwarded-proto': 'https', ...page() };
    const made = await ask(target.url, 'POST', 'accounts', { username: freshName('tls'), password }, tls);
    expect(made.cookie).toMatch(/^__Host-rookery\.session=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; /);
    const cookie = kept(made.cookie);
    expect(await ask(target.url, 'GET', 'sessions', undefined, { cookie, ...tls })).toMatchObject({ status: 200 });
    const planted = cookie.replace('__Host-', '');
    const refusal = await ask(target.url, 'GET', 'sessions', undefined, { cookie: planted, ...tls });
    expect(refusal).toMatchObject(failed('unauthorized'));
  });
});

describe('the first owner', () => {
  test('[ACC-10, ACC-6] a link is printed and kept until it is used, at every start; it makes the owner once, the shell makes others', async () => {
    const own = await startTarget();
    const admin = (...words: string[]) => {
      const main = join(repositoryRoot, 'apps/server/dist/admin.js');
      const env = { ...process.env, ROOKERY_DATA_DIR: own.dataDir };
      const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], { env, encoding: 'utf8' });
      return [status, stdout, stderr];
    };
    try {
      const file = join(own.dataDir, 'setup.url');
      const link = readFileSync(file, 'utf8').trim();
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const { pathname, hash } = new URL(link);
      expect(pathname).toBe('/setup');
      // Whoever has an account already may use the link too.
      const { username, me } = await newAccount(own.url);
      const other = await newAccount(own.url);
      const person = await guest(own.url);
      await own.server.kill('SIGTERM');
      expect(admin()).toEqual([1, '', expect.stringMatching(/^Say what to do:\n.*owner USERNAME/)]);
      expect(admin('owner', person.me['username'] as string)).toEqual([1, '', expect.stringMatching(/guest’s/)]);
      await own.server.start();
      expect(readFileSync(file, 'utf8').trim()).toBe(link);
      await until('it is printed again', () => readFileSync(own.server.log, 'utf8').split(link).length === 3);
      const setUp = (token: string, as = freshName('owner'), word = password) =>
        ask(own.url, 'POST', 'setup', { token, username: as, password: word, displayName: 'The owner' });
      expect(await setUp('guess')).toMatchObject(failed('not_found'));
      const made = await setUp(hash.slice(1), username);
      expect(made).toMatchObject({ status: 201, answer: { user: { id: me['id'], role: 'owner' } } });
      expect(existsSync(file)).toBe(false);
      expect(await setUp(hash.slice(1), freshName('late'))).toMatchObject(failed('not_found'));
      // Whoever was not told that it is done asks again, and hears it, who she is and no less.
      expect(await setUp(hash.slice(1), username)).toMatchObject({
        ...{ status: 201, answer: { user: { id: me['id'], role: 'owner' } } },
      });
      expect(await setUp(hash.slice(1), username, 'another horse')).toMatchObject(failed('unauthorized'));
      expect(await signIn(own.url, username)).toMatchObject({ status: 201, answer: { user: { role: 'owner' } } });
      // Guesses from one network are refused after a while, for this name only.
      const guesses = await Promise.all(Array.from({ length: 14 }, () => signIn(own.url, username, 'a guess')));
      expect(new Set(guesses.map(({ status }) => status))).toEqual(new Set([401, 429]));
      expect((await signIn(own.url, username)).answer['error']).toMatchObject({ code: 'rate_limited' });
      expect(await signIn(own.url, freshName('other'))).toMatchObject(failed('unauthorized'));
      await own.server.kill('SIGTERM');
      expect(admin('owner', other.username)).toEqual([0, `${other.username} is an owner of this server.\n`, '']);
      const db = new DatabaseSync(join(own.dataDir, 'rookery.sqlite'), { readOnly: true });
      const kept = db.prepare('SELECT server_role AS role FROM users WHERE username = ?').get(other.username);
      db.close();
      expect(kept).toMatchObject({ role: 'owner' });
    } finally {
      await own.stop();
    }
  });
});
