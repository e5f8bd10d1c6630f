import { ManualClock, me, ScriptedServer, settle } from '@rookery/testkit';
import type { User } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { createClient, memorySession } from '../src/index.ts';
import type { ClientOptions, KeptSession } from '../src/index.ts';

type Asked = { readonly url: string; readonly method: string; readonly bearer: string | null; readonly body: unknown };

const account: User = { ...me, guest: false, rev: me.rev + 1 };

/** A client, and what answers it over HTTP. */
function bench(
  kept: KeptSession | null,
  answer: (asked: Asked) => { status: number; body?: object },
  options: Pick<ClientOptions, 'cookie'> = {},
) {
  const clock = new ManualClock();
  const server = new ScriptedServer(clock.now);
  const session = memorySession(kept);
  const asked: Asked[] = [];
  const client = createClient({
    url: 'https://chat.example/base/',
    transport: server,
    clock,
    session,
    ...options,
    fetch: (url, init = {}) => {
      const one: Asked = {
        url: String(url),
        method: init.method ?? 'GET',
        bearer: new Headers(init.headers).get('authorization'),
        body: typeof init.body === 'string' ? JSON.parse(init.body) : null,
      };
      asked.push(one);
      const { status, body } = answer(one);
      return Promise.resolve(new Response(body ? JSON.stringify(body) : null, { status }));
    },
  });
  return { client, server, session, asked, clock };
}

test('[ACC-12] a guest who registers goes on with another token on the same connection, and sees that she is no guest', async () => {
  const { client, server, session, asked } = bench({ token: 't', user: me }, () => ({
    status: 201,
    body: { ok: true, user: account, session: { token: 'new', expiresAt: 1 } },
  }));
  client.open();
  await settle();
  expect(await client.account.register(me.username, 'correct horse')).toEqual(account);
  expect(asked).toEqual([
    {
      url: 'https://chat.example/base/api/v1/accounts',
      method: 'POST',
      bearer: 'Bearer t',
      body: { username: me.username, password: 'correct horse' },
    },
  ]);
  expect(client.session.get()).toEqual({ state: 'joined', user: account });
  expect(session.load()).toEqual({ token: 'new', user: account });
  expect(server.opened).toHaveLength(1);
});

test('[ACC-12] signing in connects with the new token, and resolves when the client is who signed in', async () => {
  const { client, server } = bench(null, () => ({
    status: 201,
    body: { ok: true, user: account, session: { token: 'mine', expiresAt: 1 } },
  }));
  server.users.set('mine', account);
  const signedIn = client.account.signIn('me', 'correct horse');
  await settle();
  expect(await signedIn).toEqual(account);
  expect(server.opened.at(-1)?.token).toBe('mine');
  expect(client.session.get()).toMatchObject({ state: 'joined', user: { id: account.id } });
});

test('[ACC-12, ACC-9] where the answer has no token it is in the cookie: no token is sent, leaving goes over HTTP', async () => {
  const { client, server, session, asked, clock } = bench(null, ({ method, url }) =>
    url.endsWith('/sessions') && method === 'POST'
      ? { status: 201, body: { ok: true, user: account, session: { expiresAt: 1 } } }
      : { status: 200, body: { ok: true } },
  );
  server.users.set('cookie', account);
  client.open();
  await settle();
  const signedIn = client.account.signIn('me', 'correct horse');
  await settle();
  await clock.advance(1_000);
  await settle();
  await signedIn;
  expect(session.load()?.token).toBe('cookie');
  await client.account.sessions();
  expect(asked.at(-1)?.bearer).toBeNull();
  await client.leave();
  expect(asked.at(-1)).toMatchObject({ method: 'POST', url: 'https://chat.example/base/api/v1/call/user:leave' });
  expect(session.load()).toBeNull();
});

test('[ACC-9] where the browser keeps no cookie, signing in fails, and the client stays nobody', async () => {
  const { client, server, session, clock } = bench(null, ({ method }) =>
    method === 'GET'
      ? { status: 401, body: { ok: false, error: { code: 'unauthorized', message: 'nobody' } } }
      : { status: 201, body: { ok: true, user: account, session: { expiresAt: 1 } } },
  );
  // The server lets the connection in as nobody's.
  server.users.set('cookie', undefined as unknown as User);
  client.open();
  await settle();
  const failing = expect(client.account.signIn('me', 'correct horse')).rejects.toMatchObject({ code: 'offline' });
  await settle();
  await clock.advance(1_000);
  await settle();
  await failing;
  expect(client.session.get()).toEqual({ state: 'none', ended: true });
  expect(session.load()).toBeNull();
});

test('[ACC-9] a cookie whose session has ended is taken away over HTTP, so that the next connection is let in', async () => {
  const { client, server, asked } = bench(null, () => ({ status: 401, body: { ok: false } }));
  server.refusals.push({ code: 'unauthorized', message: 'over' });
  client.open();
  await settle();
  expect(asked).toMatchObject([{ method: 'GET', url: 'https://chat.example/base/api/v1/sessions' }]);
  expect(client.connection.get()).toMatchObject({ state: 'reconnecting' });
});

test('[ACC-12] what the server refuses is a ClientError with its code and field; what is no answer of its, is unavailable', async () => {
  let answer: { status: number; body?: object } = {
    status: 400,
    body: { ok: false, error: { code: 'bad_request', message: 'too easy', field: 'password' } },
  };
  const { client } = bench(null, () => answer);
  await expect(client.account.register('me', 'password')).rejects.toMatchObject({
    code: 'bad_request',
    field: 'password',
  });
  answer = { status: 429, body: { ok: false, error: { code: 'rate_limited', message: 'later', retryAfterMs: 7 } } };
  await expect(client.account.signIn('me', 'x')).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 7 });
  answer = { status: 502 };
  await expect(client.account.changePassword('x', 'y')).rejects.toMatchObject({ code: 'unavailable', isPassing: true });
  answer = { status: 204 };
  await expect(client.account.endSession('a/b')).resolves.toBeUndefined();
});

const done = { status: 204 };
const nobody = { status: 401, body: { ok: false, error: { code: 'unauthorized', message: 'nobody' } } };
const paths = (asked: readonly Asked[]) => asked.map(({ url, bearer }) => `${url.split('/v1/')[1]} ${bearer}`);

test('[ACC-13] a token of an earlier version goes into the cookie, and is erased when the cookie is known to work', async () => {
  let answer: { status: number; body?: object } = { status: 503 };
  const { client, server, session, asked, clock } = bench({ token: 't', user: me }, () => answer, { cookie: true });
  server.users.set('cookie', me);
  client.open();
  await settle();
  // The server did not answer: she is signed in, and the token is what it was.
  expect(client.session.get()).toMatchObject({ state: 'joined' });
  expect(session.load()?.token).toBe('t');
  // The browser keeps no cookie.
  answer = nobody;
  server.cut();
  await clock.advance(1_000);
  await settle();
  expect(session.load()?.token).toBe('t');
  answer = done;
  asked.length = 0;
  server.cut();
  await clock.advance(1_000);
  await settle();
  expect(session.load()).toEqual({ token: 'cookie', user: me });
  expect(paths(asked)).toEqual(['sessions/cookie Bearer t', 'sessions null']);
  // What is connected goes on; the next connection is the same person's.
  expect(server.opened).toHaveLength(3);
  server.cut();
  await clock.advance(1_000);
  await settle();
  expect(server.opened.at(-1)?.token).toBe('cookie');
  expect(client.session.get()).toMatchObject({ state: 'joined', user: { id: me.id } });
});

test('[ACC-13] what is asked goes one after the other: what takes a former cookie away is answered before the next is asked for', async () => {
  const answers: ((response: Response) => void)[] = [];
  const asked: string[] = [];
  const server = new ScriptedServer(() => 0);
  server.users.set('cookie', me);
  server.refusals.push({ code: 'unauthorized', message: 'over' });
  const client = createClient({
    transport: server,
    cookie: true,
    fetch: (url, init = {}) => {
      asked.push(`${init.method} ${String(url).split('/v1/')[1]}`);
      return new Promise((resolve) => void answers.push(resolve));
    },
  });
  client.open();
  const signedIn = client.account.signIn('me', 'correct horse');
  await settle();
  expect(asked).toEqual(['GET sessions']);
  answers[0]?.(new Response('{}', { status: 401 }));
  await settle();
  expect(asked).toEqual(['GET sessions', 'POST sessions']);
  answers[1]?.(new Response(JSON.stringify({ ok: true, user: me, session: { expiresAt: 1 } }), { status: 201 }));
  expect(await signedIn).toEqual(me);
  client.close();
});

test('[ACC-14] the cookie is renewed once a day at most; who comes by a cookie that this page did not know of is signed in', async () => {
  const { client, server, session, asked, clock } = bench({ token: 'cookie', user: me }, () => done, { cookie: true });
  server.users.set('cookie', me);
  client.open();
  for (const waitMs of [1_000, 1_000, 24 * 3_600_000, 1_000]) {
    await settle();
    server.cut();
    await clock.advance(waitMs);
  }
  await settle();
  expect(paths(asked)).toEqual(['sessions/cookie null', 'sessions/cookie null']);
  session.save(null);
  server.emit('server:hello', { protocol: 1, node: 'n1', time: 0, user: me, limits: {} } as never);
  expect(session.load()).toEqual({ token: 'cookie', user: me });
});

test('[ACC-13] what another tab kept meanwhile stays', async () => {
  const { client, session } = bench(
    { token: 't', user: me },
    ({ url }) => {
      if (url.endsWith('/sessions')) session.save({ token: 'of another tab', user: account });
      return done;
    },
    { cookie: true },
  );
  client.open();
  await settle();
  expect(session.load()?.token).toBe('of another tab');
});

test('[ACC-13] a guest joins over HTTP, and no token is kept', async () => {
  const { client, server, session, asked, clock } = bench(
    null,
    () => ({ status: 200, body: { ok: true, user: me, session: { expiresAt: 1 } } }),
    { cookie: true },
  );
  server.users.set('cookie', me);
  const joining = client.join(me.username, me.displayName);
  await settle();
  await clock.advance(1_000);
  await settle();
  expect(await joining).toEqual(me);
  expect(asked[0]).toMatchObject({ body: { username: me.username, displayName: me.displayName } });
  expect(paths(asked)).toEqual(['call/user:join null']);
  expect(session.load()).toEqual({ token: 'cookie', user: me });
});

test('[ACC-13] who signs out while the server is out of reach stays signed out, and her session ends when it is back', async () => {
  let answer: { status: number; body?: object } = { status: 502 };
  const { client, server, session, asked, clock } = bench({ token: 'cookie', user: me }, () => answer, {
    cookie: true,
  });
  server.users.set('cookie', me);
  client.open();
  await settle();
  // The next connections say nothing by themselves.
  server.refusals.push('silent', 'silent');
  await client.leave();
  expect(client.session.get()).toEqual({ state: 'none', ended: false });
  // The cookie that the browser still sends makes her nobody's connection.
  const hello = { protocol: 1, node: 'n1', time: 0, user: me, limits: {} } as const;
  await clock.advance(1_000);
  await settle();
  server.emit('server:hello', hello as never);
  await settle();
  expect(client.session.get()).toEqual({ state: 'none', ended: false });
  answer = { status: 200, body: { ok: true } };
  asked.length = 0;
  await clock.advance(10_000);
  await settle();
  server.emit('server:hello', hello as never);
  await settle();
  expect(paths(asked)).toEqual(['call/user:leave null']);
  expect(session.load()).toBeNull();
});

test('[ACC-13] a connection without the cookie ends nothing as long as the server does not say that the session is over', async () => {
  let answer: { status: number; body?: object } = { status: 200, body: { ok: true, sessions: [] } };
  const { client, server, session, clock } = bench({ token: 'cookie', user: me }, () => answer, { cookie: true });
  server.users.set('cookie', undefined as unknown as User);
  client.open();
  await settle();
  expect(client.session.get()).toMatchObject({ state: 'restoring' });
  server.users.set('cookie', me);
  await clock.advance(1_000);
  await settle();
  expect(client.session.get()).toMatchObject({ state: 'joined' });
  answer = nobody;
  server.users.set('cookie', undefined as unknown as User);
  server.cut();
  await clock.advance(1_000);
  await settle();
  expect(client.session.get()).toEqual({ state: 'none', ended: true });
  expect(session.load()).toBeNull();
});

test('[SSO-1] it tells by which providers one may sign in, and where a browser goes for it', async () => {
  const { client, asked } = bench(null, () => ({
    status: 200,
    body: { ok: true, providers: [{ id: 'corp', name: 'Example' }] },
  }));
  expect(await client.account.waysIn()).toEqual({ providers: [{ id: 'corp', name: 'Example' }], mail: false });
  expect(asked).toMatchObject([{ url: 'https://chat.example/base/api/v1/sso', method: 'GET' }]);
  expect(client.account.signOnAddress('corp', '/r/x?y')).toBe(
    'https://chat.example/base/api/v1/sso/corp/start?next=%2Fr%2Fx%3Fy',
  );
});
