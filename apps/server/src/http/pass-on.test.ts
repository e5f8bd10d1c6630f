import { Agent, createServer, request } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { FirstRequests } from '../gateway/first-requests.ts';
import { PassOn } from './pass-on.ts';

async function listening(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const echo: RequestListener = (asked, answer) => {
  void text(asked).then((body) => {
    answer.setHeader('set-cookie', ['one=1', 'two=2']);
    answer.writeHead(asked.url === '/teapot' ? 418 : 200);
    answer.end(JSON.stringify({ method: asked.method, url: asked.url, headers: asked.headers, body }));
  });
};

/** A server in the place of an old one, whose own answers nobody hears any more. */
async function old(to: string, mostTunnels = 10): Promise<{ readonly url: string; readonly passOn: PassOn }> {
  const server = createServer((_, response) => response.end('old'));
  const passOn = new PassOn(to, ['127.0.0.0/8'], mostTunnels);
  passOn.take(server);
  onTestFinished(() => passOn.close());
  return { url: await listening(server), passOn };
}

const ask = (url: string, options: object, body?: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const asked = request(url, options, resolve);
    asked.once('error', reject);
    asked.end(body);
  });

/** Sends it over a bare connection; resolves with all that comes until `ending`, or the end. */
const raw = (url: string, said: string, ending: string): Promise<string> =>
  new Promise((resolve) => {
    let heard = '';
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => socket.write(said));
    const end = (): void => {
      socket.destroy();
      resolve(heard);
    };
    socket.on('data', (data: Buffer) => (heard += data.toString()).includes(ending) && end());
    socket.on('close', end);
  });

const upgrading = (protocol: string): string =>
  `GET /socket.io/?x=1 HTTP/1.1\r\nHost: chat.example\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\nfirst `;

test('[MOVE-7] requests and upgrades are passed on whole, with who asked, in bounds; where nobody answers it is unavailable', async () => {
  const far = createServer(echo);
  far.on('upgrade', (asked, socket) => {
    if (asked.headers.upgrade === 'none') return socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n${String(asked.headers['x-forwarded-for'])} `,
    );
    socket.pipe(socket);
  });
  const there = await listening(far);
  const { url } = await old(there);

  const plain = await ask(`${url}/a?b=c`, { headers: { host: 'chat.example', 'x-forwarded-for': '192.0.2.1' } });
  expect(plain.headers['set-cookie']).toEqual(['one=1', 'two=2']);
  expect(JSON.parse(await text(plain))).toMatchObject({
    method: 'GET',
    url: '/a?b=c',
    headers: { host: 'chat.example', 'x-forwarded-for': '192.0.2.1, 127.0.0.1', 'x-forwarded-proto': 'http' },
  });
  const long = 'x'.repeat(300_000);
  const posted = await ask(`${url}/teapot`, { method: 'POST', headers: { 'x-forwarded-proto': 'https' } }, long);
  expect(posted.statusCode).toBe(418);
  expect(JSON.parse(await text(posted))).toMatchObject({ body: long, headers: { 'x-forwarded-proto': 'https' } });
  // A body of a length that nobody knows, with a method that usually has none.
  const chunked = await ask(url, { method: 'DELETE', headers: { 'transfer-encoding': 'chunked' } }, 'bye');
  expect(JSON.parse(await text(chunked))).toMatchObject({ method: 'DELETE', body: 'bye' });

  expect(await raw(url, upgrading('x'), 'first')).toMatch(/^HTTP\/1.1 101 [^]*127.0.0.1 first/);
  expect(await raw(url, upgrading('none'), 'nothing')).toMatch(/^HTTP\/1.1 404 Not Found[^]*\r\n\r\nno$/);
  // One at a time.
  const narrow = await old(there, 1);
  const first = connect(Number(new URL(narrow.url).port), '127.0.0.1');
  await new Promise((heard) => {
    first.once('data', heard);
    first.write(upgrading('x'));
  });
  expect(await raw(narrow.url, upgrading('x'), 'nothing')).toMatch(/^HTTP\/1.1 503 [^]*"code":"unavailable"/);
  const gone = new Promise((closed) => first.once('close', closed));
  narrow.passOn.close();
  await gone;

  far.closeAllConnections();
  far.close();
  const nobody = await ask(url, {});
  expect(nobody.statusCode).toBe(503);
  expect(JSON.parse(await text(nobody))).toMatchObject({
    ok: false,
    error: { code: 'unavailable', retryAfterMs: 1_000 },
  });
  expect(await raw(url, upgrading('x'), 'nothing')).toMatch(/^HTTP\/1.1 503 /);
});

test('[MOVE-7] whoever has asked over a connection that is passed on is not taken for silent: nobody gets its place', async () => {
  const there = await listening(createServer(echo));
  const server = createServer((_, response) => response.end('old'));
  // Two connections at a time: another one is let in only where one of these has never asked for anything.
  const firstRequests = new FirstRequests(2);
  firstRequests.watch(server);
  const passOn = new PassOn(there, ['127.0.0.0/8'], 10);
  passOn.take(server);
  onTestFinished(() => {
    passOn.close();
    firstRequests.close();
  });
  const url = await listening(server);
  const agents = [1, 2].map(() => new Agent({ keepAlive: true, maxSockets: 1 }));
  onTestFinished(() => agents.forEach((agent) => agent.destroy()));
  const asked = async (agent: Agent): Promise<number> => {
    const answer = await ask(url, { agent });
    const { localPort } = answer.socket;
    await text(answer);
    return localPort ?? 0;
  };
  const ports: number[] = [];
  for (const agent of agents) ports.push(await asked(agent));
  await expect(ask(url, { agent: false })).rejects.toThrow();
  // Over the very same connections.
  for (const [index, agent] of agents.entries()) expect(await asked(agent)).toBe(ports[index]);
});
