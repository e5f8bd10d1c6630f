import { request } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { everyoneLeaves, guest } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { openTcpWebSocket } from '@rookery/testkit/tcp-web-socket';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

let target: Target;
beforeAll(async () => {
  target = await startTarget({ ROOKERY_ALLOWED_HOSTS: 'chat.example,Other.Example', ROOKERY_LOG_LEVEL: 'info' });
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

/** With headers that `fetch` would set itself. */
const ask = (path: string, headers: Record<string, string>, method = 'GET', body = ''): Promise<number> =>
  new Promise((resolve, reject) => {
    const asked = request(`${target.url}${path}`, { method, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.once('error', reject);
    asked.end(body);
  });
const polling = '/socket.io/?EIO=4&transport=polling';
const openSid = async (): Promise<string> =>
  (JSON.parse((await (await fetch(target.url + polling)).text()).slice(1)) as { sid: string }).sid;

describe('a page of another origin', () => {
  test('[OPS-5] cannot use the server as a script, which comes without an Origin', async () => {
    expect(await ask(`${polling}&j=0`, {})).toBe(400);
    expect(await ask(`${polling}&j=0`, { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'script' })).toBe(403);
    for (const site of ['cross-site', 'same-site']) expect(await ask(polling, { 'sec-fetch-site': site })).toBe(403);
    for (const site of ['same-origin', 'none']) expect(await ask(polling, { 'sec-fetch-site': site })).toBe(200);
  });

  test('[OPS-5] cannot use a connection that is open already', async () => {
    const origin = 'https://evil.example';
    const sid = await openSid();
    for (const headers of [{ origin }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }] as Record<
      string,
      string
    >[]) {
      expect(await ask(`${polling}&sid=${sid}`, headers)).toBe(403);
      expect(await ask(`${polling}&sid=${sid}`, headers, 'POST', '40')).toBe(403);
      expect(await ask(`${polling}&sid=${sid}&j=0`, headers)).toBe(403);
    }
    const upgrade = await openTcpWebSocket(target.url, `&sid=${sid}`, { origin });
    expect(upgrade.heard()).toContain('403 Forbidden');
    const handshake = await openTcpWebSocket(target.url, '', { origin });
    expect(handshake.heard()).toContain('403 Forbidden');
    expect(await ask(`${polling}&sid=${sid}`, { origin: target.url }, 'POST', '40')).toBe(200);
  });
});

test('[OPS-32] the log says once what arrived from a page that was refused, and which setting mends it', async () => {
  const headers = { origin: 'https://chat.company.example', 'x-forwarded-host': 'chat.company.example' };
  for (let round = 0; round < 3; round += 1) expect(await ask(polling, headers)).toBe(403);
  const log = (): string[] =>
    readFileSync(join(target.dataDir, '../server.log'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('origin.refused') && line.includes('company'));
  await expect.poll(() => log().length).toBe(1);
  expect(JSON.parse(log()[0] ?? '')).toMatchObject({
    origin: 'https://chat.company.example',
    host: new URL(target.url).host,
    forwardedHost: 'chat.company.example',
    message: expect.stringContaining('ROOKERY_ALLOWED_ORIGINS') as unknown,
  });
});

describe('a name that was made to point here', () => {
  const port = (): string => new URL(target.url).port;
  const known = (): string[] => [
    'localhost',
    '127.0.0.1',
    '192.168.7.20',
    '[::1]',
    'chat.example',
    'OTHER.example',
    'a.localhost',
    'chat.example.',
  ];
  const foreign = [
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'chat.example.evil',
    'xchat.example',
  ];

  test('[OPS-23] gets no page, no call and no connection, though its Origin is the Host', async () => {
    for (const name of foreign) {
      const host = `${name}:${port()}`;
      const headers = { host, origin: `http://${host}` };
      expect(await ask('/', headers), name).toBe(403);
      expect(await ask('/metrics', headers), name).toBe(403);
      expect(await ask('/api/v1/call/rooms:list', headers, 'POST'), name).toBe(403);
      expect(await ask(polling, headers), name).toBe(403);
      expect((await openTcpWebSocket(target.url, '', headers)).heard(), name).toContain('403 Forbidden');
    }
  });

  test('[OPS-41] metrics are for this machine, and for nobody whom a proxy brings', async () => {
    expect(await ask('/metrics', {})).toBe(200);
    expect(await ask('/metrics', { 'x-forwarded-for': '203.0.113.7' })).toBe(403);
    expect(await ask('/metrics', { 'x-forwarded-for': '127.0.0.1, 203.0.113.7' })).toBe(403);
    expect(await ask('/metrics', { 'x-forwarded-proto': 'https' })).toBe(403);
    expect(await ask('/readyz', { 'x-forwarded-for': '203.0.113.7' })).toBe(200);
  });

  test('[OPS-23] the server’s own names and all addresses are served, and balancers under any name', async () => {
    for (const name of known()) {
      const host = `${name}:${port()}`;
      const headers = { host, ...(/[A-Z]/.test(name) ? {} : { origin: `http://${host}` }) };
      expect(await ask('/api/v1/call/rooms:list', headers, 'POST'), name).toBe(200);
      expect(await ask(polling, headers), name).toBe(200);
      expect((await openTcpWebSocket(target.url, '', headers)).heard(), name).toContain('101 Switching');
    }
    for (const path of ['/healthz', '/readyz']) expect(await ask(path, { host: 'any.example' })).toBe(200);
  });

  test('[OPS-23] the log says at start which names are served, and once which was refused', async () => {
    for (let round = 0; round < 3; round += 1) await ask('/', { host: 'told.example' });
    await guest(target.url);
    const log = readFileSync(join(target.dataDir, '../server.log'), 'utf8');
    expect(log).toMatch(/"event":"listening".*chat\.example/);
    expect(log.match(/"event":"host\.refused".*told\.example/g)).toHaveLength(1);
  });
});
