import { clientEvents, errors, limits } from '@rookery/protocol';
import type { ErrorCode } from '@rookery/protocol';
import { everyoneLeaves, freshName, guest } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';
import { openTarget } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { call, failed, newcomer, send } from './http-program.ts';

let target: Awaited<ReturnType<typeof openTarget>>;
beforeAll(async () => {
  target = await openTarget();
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

describe('HTTP', () => {
  test('[HTTP-1, HTTP-10] a program joins, creates a room, sends and reads; sockets see it live, and the other way round', async () => {
    const program = await newcomer(target.url);
    const person = await guest(target.url);
    const name = freshName('room');
    const created = await call(target.url, 'room:create', name, program.token);
    expect(created).toMatchObject({ status: 200, answer: { ok: true, room: { name }, read: 0 } });
    expect(created.headers.get('cache-control')).toBe('no-store');
    expect(created.headers.get('content-type')).toMatch(/^application\/json/);
    await person.ask('room:join', name);
    const sent = await call(
      target.url,
      'message:room',
      { room: name, content: 'from a program', clientId: 'c1' },
      program.token,
    );
    expect(sent).toMatchObject({ status: 200, answer: { ok: true, seq: 1, duplicate: false } });
    expect(await person.hears('message:receive')).toMatchObject({ seq: 1, content: 'from a program' });
    const again = await call(
      target.url,
      'message:room',
      { room: name, content: 'from a program', clientId: 'c1' },
      program.token,
    );
    expect(again.answer).toMatchObject({ ok: true, seq: 1, duplicate: true });
    await person.ask('message:room', { room: name, content: 'from a person' });
    const { answer } = await call(target.url, 'history:fetch', { room: name }, program.token);
    expect(answer['messages'].map((message: Answer) => message['content'])).toEqual([
      'from a program',
      'from a person',
    ]);
    expect((await call(target.url, 'inbox:list', undefined, program.token)).answer['entries']).toMatchObject([
      { unread: 1 },
    ]);
    expect((await call(target.url, 'read:mark', { room: name, seq: 2 }, program.token)).answer).toMatchObject({
      unread: 0,
    });
  });

  test('[HTTP-10] her own devices hear what she does by calls: joins, messages, the end of the session', async () => {
    const person = await guest(target.url);
    const name = freshName('room');
    const owner = await newcomer(target.url);
    await call(target.url, 'room:create', name, owner.token);
    expect(await call(target.url, 'room:join', name, person.token)).toMatchObject({
      status: 200,
      answer: { ok: true },
    });
    expect(await person.hears('inbox:update')).toMatchObject({ added: { room: { name } } });
    await call(target.url, 'message:room', { room: name, content: 'by a call' }, person.token);
    expect(await person.hears('message:receive')).toMatchObject({ content: 'by a call' });
    let closed = false;
    person.socket.on('disconnect', () => (closed = true));
    expect(await call(target.url, 'user:leave', undefined, person.token)).toMatchObject({
      status: 200,
      answer: { ok: true },
    });
    await until('her socket is closed', () => closed);
    expect(await call(target.url, 'inbox:list', undefined, person.token)).toMatchObject(failed('unauthorized'));
  });

  test('[HTTP-2] the token says who calls; a name is confirmed with it, and taken without', async () => {
    const { me, token } = await newcomer(target.url);
    const join = (username: string, as?: string) => call(target.url, 'user:join', { username }, as);
    expect((await join(me['username'] as string, token)).answer).toMatchObject({
      ok: true,
      user: me,
      session: { token },
    });
    expect(await join(freshName('other'), token)).toMatchObject(failed('conflict'));
    expect(await join(me['username'] as string)).toMatchObject(failed('conflict'));
    expect((await call(target.url, 'user:join', freshName('bare'))).answer).toMatchObject({ ok: true });
    expect(await call(target.url, 'rooms:list')).toMatchObject({ status: 200, answer: { ok: true } });
    expect(await call(target.url, 'inbox:list')).toMatchObject(failed('unauthorized'));
    for (const authorization of [
      'Basic YTpi',
      'Bearer',
      'Bearer nobody',
      `Bearer ${token} x`,
      `Bearer ${'x'.repeat(3_000)}`,
    ])
      for (const event of ['inbox:list', 'rooms:list', 'user:join'])
        expect(await send(target.url, event, '{"username":"x"}', { authorization }), authorization).toMatchObject(
          failed('unauthorized'),
        );
    const person = await guest(target.url);
    expect((await call(target.url, 'room:create', freshName('room'), person.token)).answer).toMatchObject({ ok: true });
  });

  test('[HTTP-3] what is not there: events, methods, addresses', async () => {
    const { token } = await newcomer(target.url);
    for (const event of [
      'sync',
      'typing:set',
      'presence:watch',
      'no:such:event',
      '__proto__',
      'constructor',
      'user%3Ano',
      '',
      'rooms:list/x',
    ])
      expect(await call(target.url, event, {}, token), event).toMatchObject(failed('bad_request'));
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
      const response = await fetch(`${target.url}/api/v1/call/rooms:list`, { method });
      expect([response.status, response.headers.get('allow')], method).toEqual([405, 'POST']);
      expect(await response.json(), method).toMatchObject({ ok: false, error: { code: 'bad_request' } });
    }
    for (const path of ['/api', '/api/', '/api/v1/call', '/api/v2/call/rooms:list']) {
      const response = await fetch(`${target.url}${path}`, { method: 'POST', body: '{}' });
      expect(response.status, path).toBe(404);
      expect(await response.json(), path).toMatchObject({ ok: false, error: { code: 'not_found' } });
    }
    expect((await call(target.url, 'user%3Aleave', undefined, token)).answer).toEqual({ ok: true });
  });

  test('[HTTP-4] every event answers every malformed payload as over a socket', { timeout: 120_000 }, async () => {
    const person = await guest(target.url);
    // Too long for whatever it stands for. All of it together stays far below what a connection may send at once, however fast it is sent.
    const long = 'x'.repeat(20_000);
    const payloads: readonly unknown[] = [
      null,
      5,
      [1, 2],
      true,
      'a string',
      {},
      {
        room: 5,
        to: [],
        conversation: {},
        content: 1,
        username: {},
        name: [],
        users: 'x',
        seq: 'x',
        query: 5,
        cursor: {},
      },
      {
        room: '\u0000',
        content: '\u0000',
        username: '\u0000',
        name: '\u0000',
        query: '\u0000',
        user: '\u0000',
        seq: 1,
      },
      {
        room: long,
        to: long,
        content: long,
        username: long,
        name: long,
        user: long,
        query: long,
        users: [long],
        seq: -1,
      },
      { room: 'r_nowhere', conversation: 'r_nowhere', seq: 1, content: 'x', user: 'u_nobody', emoji: '👍', on: true },
      { room: 'r_nowhere', seq: 1, content: 'x', user: 'u_nobody', emoji: '👍', on: true },
      { to: 'u_nobody', conversation: undefined, content: 'x', seq: 1, emoji: '👍', on: true },
    ];
    const ofConnection = ['sync', 'typing:set', 'presence:watch', 'thread:open', 'thread:close'];
    for (const event of Object.keys(clientEvents).filter(
      (name) => !ofConnection.includes(name) && name !== 'user:leave',
    ))
      for (const payload of payloads) {
        const bySocket = await person.askPatiently(event, payload);
        const { status, answer } = await call(target.url, event, payload, person.token);
        const what = `${event} ${JSON.stringify(payload).slice(0, 80)}`;
        // The second of two may find the name taken, or the room left.
        if (bySocket.ok) expect([undefined, 'conflict', 'forbidden'], what).toContain(answer['error']?.code);
        else expect(answer['error'], what).toEqual(bySocket['error']);
        expect(status, what).toBe(answer.ok ? 200 : errors[answer['error'].code as ErrorCode].status);
      }
  });

  test('[HTTP-5] hostile bodies are refused, and the node serves on', async () => {
    const { token } = await newcomer(target.url);
    const as = { authorization: `Bearer ${token}` };
    const bodies: readonly BodyInit[] = [
      '{',
      'nothing',
      '{"room":"x"',
      'username=alice',
      new Uint8Array([0xff, 0xfe, 0x00]),
      new Uint8Array([0x22, 0xc3, 0x28, 0x22]),
      `${'['.repeat(100_000)}`,
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
      '\u0000',
    ];
    for (const body of bodies)
      for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'no type'])
        expect(await send(target.url, 'room:create', body, { ...as, 'content-type': type }), type).toMatchObject(
          failed('bad_request'),
        );
    // Of any type, if it only is JSON.
    expect(
      await send(target.url, 'rooms:list', '{"limit":1}', { 'content-type': 'application/x-www-form-urlencoded' }),
    ).toMatchObject({
      status: 200,
    });
    const padded = (bytes: number): string => `{"limit":1,"x":"${'x'.repeat(bytes - 18)}"}`;
    expect((await send(target.url, 'rooms:list', padded(limits.frameBytes))).status).toBe(200);
    for (const more of [1, 1_000_000])
      expect(await send(target.url, 'rooms:list', padded(limits.frameBytes + more))).toMatchObject(failed('too_large'));
    expect(await call(target.url, 'rooms:list')).toMatchObject({ status: 200 });
  });

  test('[HTTP-8] openapi.json describes what is served', async () => {
    const response = await fetch(`${target.url}/api/v1/openapi.json`);
    expect(response.status).toBe(200);
    const { openapi, paths } = (await response.json()) as { openapi: string; paths: Record<string, object> };
    expect(openapi).toMatch(/^3\.1\./);
    const { token } = await newcomer(target.url);
    const calls = Object.keys(paths).filter((one) => one.startsWith('/api/v1/call/'));
    for (const path of calls.filter((one) => !one.endsWith('user:leave'))) {
      const { answer } = await call(target.url, path.replace('/api/v1/call/', ''), {}, token);
      expect(String(answer['error']?.message), path).not.toMatch(/no such event|connection/);
    }
    // Without a session and a body they are there too, and do nothing.
    for (const [path, methods] of Object.entries(paths).filter(([one]) => !calls.includes(one)))
      for (const method of Object.keys(methods)) {
        const asked = { method: method.toUpperCase(), redirect: 'manual' } as const;
        const { status } = await fetch(target.url + path.replace('{id}', 'x'), asked);
        const of = `${method} ${path}`;
        const isPage = of === 'get /api/v1/mail/unsubscribe' || path.startsWith('/api/v1/sso/');
        expect(isPage ? [303, 404] : path === '/api/v1/sso' ? [200] : [400, 401], of).toContain(status);
      }
  });
});
