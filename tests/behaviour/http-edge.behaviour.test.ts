import { connect } from 'node:net';
import { everyoneLeaves, freshName, guest } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { call, newcomer, send } from './http-program.ts';

/* What takes a server of one's own: settings, limits that others would use up, an end, and no NGINX that reads bodies first. */

afterEach(everyoneLeaves);

describe('the edge', () => {
  let own: Target;
  beforeAll(async () => {
    own = await startTarget({ ROOKERY_ALLOWED_ORIGINS: 'https://pages.example' });
  });
  afterAll(() => own.stop());

  test(
    '[HTTP-5] a body that stops halfway, or never ends, takes nothing but its own connection',
    { timeout: 30_000 },
    async () => {
      const { hostname, port } = new URL(own.url);
      const open = (head: string) => {
        const socket = connect(Number(port), hostname);
        let heard = '';
        socket.on('data', (data) => (heard += data.toString()));
        socket.on('error', () => undefined);
        socket.write(`POST /api/v1/call/rooms:list HTTP/1.1\r\nHost: ${hostname}:${port}\r\n${head}\r\n\r\n`);
        return { socket, heard: () => heard };
      };
      const halted = open('Content-Length: 1000');
      halted.socket.write('{"limit":');
      const gone = open('Content-Length: 1000');
      gone.socket.destroy();
      const endless = open('Transfer-Encoding: chunked');
      let flooding = true;
      const chunk = `10000\r\n${' '.repeat(65_536)}\r\n`;
      const flood = (): void => {
        if (flooding && endless.socket.write(chunk)) setImmediate(flood);
        else if (flooding) endless.socket.once('drain', flood);
      };
      flood();
      await until('the endless one is cut off', () => endless.socket.destroyed, 15_000);
      flooding = false;
      await until('the halted one is answered', () => halted.heard().includes('HTTP/1.1 400'), 15_000);
      expect(halted.heard()).toContain('"code":"bad_request"');
      expect(await call(own.url, 'rooms:list')).toMatchObject({ status: 200 });
      for (const { socket } of [halted, endless]) socket.destroy();
    },
  );

  test('[HTTP-7] pages of other origins: allowed ones may, without credentials; others may not', async () => {
    const ask = (headers: Record<string, string>, method = 'POST') =>
      fetch(`${own.url}/api/v1/call/rooms:list`, { method, headers });
    const allowed = await ask({ origin: 'https://pages.example', 'sec-fetch-site': 'cross-site' });
    expect([allowed.status, allowed.headers.get('access-control-allow-origin'), allowed.headers.get('vary')]).toEqual([
      200,
      'https://pages.example',
      'origin',
    ]);
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
    const preflight = await ask(
      {
        origin: 'https://pages.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
      'OPTIONS',
    );
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-methods')).toBe('POST');
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization, content-type');
    expect((await ask({ origin: own.url })).status).toBe(200);
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ];
    for (const method of ['POST', 'OPTIONS', 'GET'])
      for (const headers of foreign) {
        const refused = await ask(headers, method);
        expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([403, null]);
        expect(await refused.json()).toMatchObject({ ok: false, error: { code: 'forbidden' } });
      }
  });

  test('[HTTP-3] an address that cannot be read is answered in the same form', async () => {
    const unreadable = await fetch(`${own.url}/api/v1/call/%E0%A4%A`, { method: 'POST' });
    expect([unreadable.status, await unreadable.json()]).toMatchObject([400, { error: { code: 'bad_request' } }]);
  });

  test('[HTTP-3] somebody at a browser sees a page, whatever the address', async () => {
    const headers = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    const typed = await fetch(`${own.url}/r/100%`, { headers });
    expect([typed.status, new URL(typed.url).pathname]).toEqual([200, '/r/100%25']);
    const nothing = await fetch(`${own.url}/nowhere/at/all`, { headers });
    expect([nothing.status, await nothing.text()]).toEqual([404, await typed.text()]);
    for (const path of ['/nowhere', '/assets/gone.js', '/api/v1/nothing', '/api/v1/sessions/'])
      for (const method of ['GET', 'DELETE']) {
        const answer = await fetch(own.url + path, { method, headers: path.startsWith('/api/') ? headers : {} });
        expect([answer.status, answer.headers.get('content-type')]).toEqual([404, expect.stringContaining('json')]);
        expect(await answer.json(), path).toMatchObject({ ok: false, error: { code: 'not_found' } });
      }
  });
});

describe('HTTP limits', () => {
  test(
    '[HTTP-6] a flood of calls is limited, by session and by address, and slows nobody else',
    { timeout: 60_000 },
    async () => {
      const own = await startTarget();
      try {
        const { token } = await newcomer(own.url);
        const person = await guest(own.url);
        const name = freshName('room');
        await person.ask('room:create', name);
        await call(own.url, 'room:join', name, token);
        const as = { authorization: `Bearer ${token}` };
        const flood = async (calls: number, event: string, body: string, headers: Record<string, string>) =>
          (await Promise.all(Array.from({ length: calls }, () => send(own.url, event, body, headers)))).map(
            ({ status, headers: given, answer }) => ({ status, retryAfter: given.get('retry-after'), answer }),
          );
        const flooded = await flood(400, 'message:room', JSON.stringify({ room: name, content: 'flood' }), as);
        const limited = flooded.filter(({ status }) => status === 429);
        expect(flooded.filter(({ status }) => status === 200).length + limited.length).toBe(400);
        expect(limited.length).toBeGreaterThan(250);
        for (const { answer, retryAfter } of limited) {
          expect(answer['error']).toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) as number });
          expect(Number(retryAfter)).toBe(Math.ceil(Number(answer['error'].retryAfterMs) / 1_000));
        }
        expect(await person.ask('message:room', { room: name, content: 'calm' })).toMatchObject({ ok: true });
        // Guesses at tokens: charged to the address, which is then not even looked up; who has a session goes on.
        const guesses = await flood(600, 'inbox:list', '', { authorization: 'Bearer guess' });
        expect(guesses.filter(({ status }) => status === 429).length).toBeGreaterThan(100);
        expect((await send(own.url, 'inbox:list', undefined, as)).status).toBe(200);
      } finally {
        await own.stop();
      }
    },
  );

  test('[HTTP-6] a TCP connection that floods is told a hundred times that it is too much, then it is closed', async () => {
    const own = await startTarget();
    const { hostname, port } = new URL(own.url);
    const socket = connect(Number(port), hostname);
    let heard = '';
    socket.on('data', (data) => (heard += data.toString()));
    socket.on('error', () => undefined);
    const isOver = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    try {
      const from = '203.0.113.9';
      const call = `POST /api/v1/call/no:event HTTP/1.1\r\nHost: ${hostname}:${port}\r\nX-Forwarded-For: ${from}\r\nContent-Length: 0\r\n\r\n`;
      for (let asked = 1; asked <= 5_000 && !socket.destroyed; asked += 1) {
        socket.write(call.repeat(20));
        const areAnswered = (): boolean => socket.destroyed || heard.split('HTTP/1.1 ').length > asked * 20;
        await until('they are answered', areAnswered, 8_000, { everyMs: 2 });
      }
      await isOver;
      expect(heard.split('HTTP/1.1 400').length - 1).toBeGreaterThanOrEqual(300);
      expect(heard.split('HTTP/1.1 429').length - 1).toBe(100);
      expect(heard.toLowerCase().split('connection: close')).toHaveLength(2);
      expect((await send(own.url, 'rooms:list', undefined)).status).toBe(200);
    } finally {
      socket.destroy();
      await own.stop();
    }
  });

  test('[HTTP-6] a caller behind a trusted proxy is told apart by her own address', async () => {
    const own = await startTarget();
    try {
      const from = (address: string) => send(own.url, 'rooms:list', undefined, { 'x-forwarded-for': address });
      const statuses = new Set(
        (await Promise.all(Array.from({ length: 600 }, () => from('203.0.113.7')))).map(({ status }) => status),
      );
      expect(statuses).toEqual(new Set([200, 429]));
      expect((await from('203.0.113.8')).status).toBe(200);
    } finally {
      await own.stop();
    }
  });

  test('[HTTP-9] a node that leaves answers the calls under way, and metrics count calls', async () => {
    const own = await startTarget();
    try {
      const { token } = await newcomer(own.url);
      await call(own.url, 'room:create', freshName('room'), token);
      expect(await (await fetch(`${own.url}/metrics`)).text()).toMatch(
        /rookery_requests_total{way="http",event="room:create",outcome="ok"} 1/,
      );
      const { hostname, port } = new URL(own.url);
      const socket = connect(Number(port), hostname);
      let heard = '';
      socket.on('data', (data) => (heard += data.toString()));
      const body = '{"limit":1}';
      socket.write(
        `POST /api/v1/call/rooms:list HTTP/1.1\r\nHost: ${hostname}\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 4)}`,
      );
      await new Promise((resolve) => setTimeout(resolve, 200));
      const ended = own.server.kill('SIGTERM');
      await new Promise((resolve) => setTimeout(resolve, 500));
      socket.write(body.slice(4));
      await until('it is answered', () => heard.includes('"ok":true'));
      expect(await ended).toBe(0);
    } finally {
      await own.stop();
    }
  });
});
