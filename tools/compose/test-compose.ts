/**
 * `npm run test:compose`: builds and starts the whole composition in Docker, chats through it, kills a Redis master and a server
 * container, takes all down and up again, and finds every message and session.
 *   ROOKERY_REGISTRY=1 uses the images of the composition itself instead of stand-ins made from Debian packages.
 */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { Composition, standInImages } from './composition.ts';
import { dockerEngine } from './engine.ts';

type Answer = Record<string, unknown> & { readonly ok: boolean; readonly error?: { readonly code: string } };

let passed = 0;
const check = (what: string, holds: boolean): void => {
  if (!holds) throw new Error(`Not so: ${what}`);
  passed += 1;
  console.log(`  ok  ${what}`);
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

const connect = (url: string, auth: object, transports: string[]): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = io(url, { auth, transports, forceNew: true, reconnectionDelayMax: 1_000 });
    socket.once('server:hello', () => resolve(socket));
    setTimeout(() => reject(new Error('no server:hello within 20 s')), 20_000).unref();
  });

/** As a correct client does: the same clientId again while the outcome is unknown. */
async function send(socket: Socket, room: string, content: string, clientId: string): Promise<Answer> {
  const giveUpAt = Date.now() + 60_000;
  for (;;) {
    const answer = await ask(socket, 'message:room', { room, content, clientId });
    if (answer.ok || Date.now() > giveUpAt) return answer;
    await sleep(300);
  }
}

const ask = async (socket: Socket, event: string, payload: object): Promise<Answer> => {
  try {
    return (await socket.timeout(11_000).emitWithAck(event, payload)) as Answer;
  } catch {
    return { ok: false };
  }
};

async function ready(url: string): Promise<void> {
  const giveUpAt = Date.now() + 120_000;
  for (;;) {
    const response = await fetch(`${url}/readyz`).catch(() => null);
    if (response?.ok) return;
    if (Date.now() > giveUpAt) throw new Error('the composition is not ready within two minutes');
    await sleep(500);
  }
}

const stopEngine = await dockerEngine();
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const composition = new Composition(port, process.env['ROOKERY_REGISTRY'] ? {} : standInImages());
let failed = 0;
const sockets: Socket[] = [];
try {
  console.log('Building and starting the composition');
  composition.down({ volumes: true });
  composition.up(2);
  await ready(url);
  const page = await fetch(url);
  check('NGINX serves the web app', page.ok && (await page.text()).includes('<div id="root"'));

  const alice = await connect(url, {}, ['websocket']);
  const bob = await connect(url, {}, ['polling']);
  sockets.push(alice, bob);
  const joined = await ask(alice, 'user:join', { username: 'alice' });
  check('alice joins over WebSocket', joined.ok);
  check('bob joins over long-polling', (await ask(bob, 'user:join', { username: 'bob' })).ok);
  const token = (joined['session'] as { token: string }).token;
  check('alice makes a room', (await ask(alice, 'room:create', { name: 'harbour' })).ok);
  check('bob joins it', (await ask(bob, 'room:join', { room: 'harbour' })).ok);
  const heard: number[] = [];
  bob.on('message:receive', (message: { seq: number }) => heard.push(message.seq));

  const acked: { seq: number; content: string }[] = [];
  const say = async (count: number, label: string): Promise<void> => {
    for (let index = 0; index < count; index += 1) {
      const content = `${label} ${index}`;
      const answer = await send(alice, 'harbour', content, `${label}-${index}`);
      if (!answer.ok) throw new Error(`not accepted within a minute: ${content}`);
      acked.push({ seq: answer['seq'] as number, content });
    }
  };
  const history = async (socket: Socket): Promise<{ seq: number; content: string }[]> => {
    const messages: { seq: number; content: string }[] = [];
    for (let after = 0; ;) {
      const answer = await ask(socket, 'history:fetch', { room: 'harbour', after, limit: 100 });
      if (!answer.ok) {
        await sleep(300);
        continue;
      }
      const page = answer['messages'] as { seq: number; content: string }[];
      messages.push(...page);
      if (!answer['hasMore'] || page.length === 0) return messages;
      after = page.at(-1)?.seq ?? after;
    }
  };
  const isWhole = (messages: readonly { seq: number; content: string }[]): boolean =>
    messages.every((message, index) => message.seq === index + 1) &&
    acked.every(({ seq, content }) => messages[seq - 1]?.content === content) &&
    new Set(messages.map((message) => message.content)).size === messages.length;

  await say(20, 'calm');
  check('20 messages are kept once and in order', isWhole(await history(alice)));

  const master = composition.redisMaster();
  composition.kill(master);
  await say(20, 'master-killed');
  check('a killed Redis master loses none of them', isWhole(await history(alice)));
  composition.start(master);

  const [server = ''] = composition.containers('server');
  composition.kill(server);
  await say(20, 'server-killed');
  check('a killed server loses none of them', isWhole(await history(alice)));

  for (const socket of sockets.splice(0)) socket.disconnect();
  console.log('Taking all down and up again');
  composition.down({ volumes: false });
  composition.up(2);
  await ready(url);
  const again = await connect(url, { token }, ['websocket']);
  sockets.push(again);
  check('after down and up every message is there', isWhole(await history(again)));
  check('and her session goes on', (await ask(again, 'user:join', { username: 'alice' })).ok);
} catch (error) {
  failed += 1;
  console.error(error instanceof Error ? error.message : error);
  console.error(composition.logs());
} finally {
  for (const socket of sockets) socket.disconnect();
  composition.down({ volumes: true });
  stopEngine();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
