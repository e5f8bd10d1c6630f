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

const open = (url: string, auth: object, transports: string[]): { socket: Socket; node: Promise<string> } => {
  const socket = io(url, { auth, transports, forceNew: true, reconnectionDelayMax: 1_000 });
  const node = new Promise<string>((resolve, reject) => {
    socket.once('server:hello', (hello: { node: string }) => resolve(hello.node));
    setTimeout(() => reject(new Error('no server:hello within 20 s')), 20_000).unref();
  });
  return { socket, node };
};

async function connect(url: string, auth: object, transports: string[]): Promise<Socket> {
  const { socket, node } = open(url, auth, transports);
  await node;
  return socket;
}

/** The nodes that new connections get, a connection each; one that is refused at first makes its node ''. */
async function nodesOfNewConnections(url: string, count: number): Promise<string[]> {
  const opened = Array.from({ length: count }, () => {
    const { socket, node } = open(url, {}, ['websocket']);
    const refused = new Promise<string>((resolve) => socket.once('connect_error', () => resolve('')));
    return { socket, node: Promise.race([node, refused]) };
  });
  const nodes = await Promise.all(opened.map(({ node }) => node));
  for (const { socket } of opened) socket.disconnect();
  return nodes;
}

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

/** Whoever loses the connection comes back as the same user. */
async function join(socket: Socket, username: string): Promise<boolean> {
  const answer = await ask(socket, 'user:join', { username });
  if (answer.ok) socket.auth = { token: (answer['session'] as { token: string }).token };
  return answer.ok;
}

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
  check('alice joins over WebSocket', await join(alice, 'alice'));
  check('bob joins over long-polling', await join(bob, 'bob'));
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
  const hearsAll = async (count: number): Promise<boolean> => {
    const giveUpAt = Date.now() + 10_000;
    while (heard.length < count && Date.now() < giveUpAt) await sleep(100);
    return heard.length === count && heard.every((seq, index) => seq === index + 1);
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
  check('bob hears each of them once, in order', await hearsAll(20));

  const master = composition.redisMaster();
  composition.kill(master);
  await say(20, 'master-killed');
  check('a killed Redis master loses none of them', isWhole(await history(alice)));
  composition.start(master);

  const [server = ''] = composition.containers('server');
  composition.kill(server);
  await say(20, 'server-killed');
  check('a killed server loses none of them', isWhole(await history(alice)));

  composition.up(3);
  const giveUpAt = Date.now() + 20_000;
  while (new Set(await nodesOfNewConnections(url, 12)).size < 3 && Date.now() < giveUpAt) await sleep(500);
  check('three nodes share the new connections', new Set(await nodesOfNewConnections(url, 12)).size === 3);
  const draining = composition.containers('server').at(-1) ?? '';
  const address = composition.addressOf(draining).replaceAll('.', 'x');
  const gone = composition.stop(draining);
  await sleep(2_000);
  const nodes = await nodesOfNewConnections(url, 12);
  check(
    '2 s after its SIGTERM a node gets nothing new, and nobody is refused',
    !nodes.includes(address) && !nodes.includes(''),
  );
  await gone;
  for (const service of ['server', 'nginx', 'redis-1']) {
    const [container = ''] = composition.containers(service);
    check(`${service} is not root and cannot write to its image`, composition.isConfined(container));
  }

  for (const socket of sockets.splice(0)) socket.disconnect();
  console.log('Taking all down and up again');
  composition.down({ volumes: false });
  composition.up(2);
  await ready(url);
  const again = await connect(url, alice.auth as object, ['websocket']);
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
