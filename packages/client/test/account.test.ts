import { ManualClock, me, ScriptedServer, settle } from '@rookery/testkit';
import type { User } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { createClient, memorySession } from '../src/index.ts';
import type { KeptSession } from '../src/index.ts';

type Asked = { readonly url: string; readonly method: string; readonly bearer: string | null; readonly body: unknown };

const account: User = { ...me, guest: false, rev: me.rev + 1 };

/** A client, and what answers it over HTTP. */
function bench(kept: KeptSession | null, answer: (asked: Asked) => { status: number; body?: object }) {
  const clock = new ManualClock();
  const server = new ScriptedServer(clock.now);
  const session = memorySession(kept);
  const asked: Asked[] = [];
  const client = createClient({
    url: 'https://chat.example/base/',
    transport: server,
    clock,
    session,
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
  const { client, server, session, clock } = bench(null, () => ({
    status: 201,
    body: { ok: true, user: account, session: { expiresAt: 1 } },
  }));
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
  expect(asked).toMatchObject([{ method: 'POST', url: 'https://chat.example/base/api/v1/call/user:leave' }]);
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
