/**
 * `npm run test:compose`: builds and starts the whole composition in Docker, chats through it, kills a Redis master and a server
 * container, takes all down and up again, and finds every message and session. Then the same of the server in one container.
 *   ROOKERY_REGISTRY=1 uses the images of the composition itself instead of stand-ins made from Debian packages.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@rookery/testkit/free-port';
import type { Socket } from 'socket.io-client';
import { Composition, standInImages } from './composition.ts';
import { dockerEngine } from './engine.ts';
import { OneContainer } from './one-container.ts';
import { ask, connect, download, history, join, nodesOfNewConnections, ready, send, upload } from './visitor.ts';

/** Within this a node that is gone or drains must get nothing new; one that hangs takes a second more to be noticed. */
const noticeMs = 2_000;
const hangNoticeMs = 3_000;

const words = 'the words of a file';

let passed = 0;
const check = (what: string, holds: boolean): void => {
  if (!holds) throw new Error(`Not so: ${what}`);
  passed += 1;
  console.log(`  ok  ${what}`);
};

const step = async (what: string, work: () => unknown): Promise<void> => {
  const startedAt = Date.now();
  console.log(`${what} ...`);
  await work();
  console.log(`${what} ... done in ${((Date.now() - startedAt) / 1000).toFixed(0)} s`);
};

/** A node's name is its address (deploy/docker/server-entrypoint.sh). */
const nodeOf = (address: string): string => address.replaceAll('.', 'x');

async function isSpared(node: string): Promise<boolean> {
  const nodes = await nodesOfNewConnections(url, 12);
  return !nodes.includes(node) && !nodes.includes('');
}

async function isSharedBy(count: number): Promise<boolean> {
  const giveUpAt = Date.now() + 20_000;
  while (Date.now() < giveUpAt) {
    if (new Set(await nodesOfNewConnections(url, 12)).size === count) return true;
    await sleep(500);
  }
  return false;
}

async function becomesWebSocket(socket: Socket): Promise<boolean> {
  const giveUpAt = Date.now() + 10_000;
  while (socket.io.engine.transport.name !== 'websocket' && Date.now() < giveUpAt) await sleep(100);
  return socket.connected && socket.io.engine.transport.name === 'websocket';
}

async function chat(colony: Composition): Promise<void> {
  const html = await (await fetch(url)).text();
  check('a node serves the page of the web app', html.includes('<div id="root"'));
  const asset = await fetch(url + (/\/assets\/[\w.-]+\.js/.exec(html)?.[0] ?? '/no-asset'));
  await asset.arrayBuffer();
  check(
    'NGINX serves its files, compressed and immutable',
    asset.ok &&
      asset.headers.get('content-encoding') === 'gzip' &&
      (asset.headers.get('cache-control') ?? '').includes('immutable'),
  );

  const alice = await connect(url, {}, ['websocket']);
  const bob = await connect(url, {}, ['polling']);
  sockets.push(alice, bob);
  check('alice joins over WebSocket', await join(alice, 'alice'));
  check('bob joins over long-polling', await join(bob, 'bob'));
  check('alice makes a room', (await ask(alice, 'room:create', { name: 'harbour' })).ok);
  check('bob joins it', (await ask(bob, 'room:join', { room: 'harbour' })).ok);
  const heard: number[] = [];
  // What was sent with the file has no words.
  bob.on('message:receive', ({ seq, content }: { seq: number; content: string }) => {
    if (content !== '') heard.push(seq);
  });

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
  const isWhole = async (socket: Socket): Promise<boolean> => {
    const messages = await history(socket, 'harbour');
    return (
      messages.every((message, index) => message.seq === index + 1) &&
      acked.every(({ seq, content }) => messages[seq - 1]?.content === content) &&
      new Set(messages.map((message) => message.content)).size === messages.length
    );
  };

  const file = await upload(url, alice, words);
  check('alice uploads a file', file !== null);
  check('she makes an album', (await ask(alice, 'room:create', { name: 'album' })).ok);
  check('bob joins that too', (await ask(bob, 'room:join', { room: 'album' })).ok);
  check('she sends the file there', (await ask(alice, 'message:room', { room: 'album', files: [file] })).ok);
  const isThere = async (reader: Socket): Promise<boolean> => {
    // From one node and the other.
    const got = await Promise.all(Array.from({ length: 8 }, () => download(url, reader, file ?? '')));
    return got.every((text) => text === words);
  };
  check('bob has it from every node', await isThere(bob));

  await say(20, 'calm');
  check('20 messages are kept once and in order', await isWhole(alice));
  check('bob hears each of them once, in order', await hearsAll(20));

  const master = colony.redisMaster();
  colony.kill(master);
  await say(20, 'master-killed');
  check('a killed Redis master loses none of them', await isWhole(alice));
  colony.start(master);
  check('the init step leaves a cluster as it is', colony.runAgain('redis-init').includes('The cluster exists.'));

  const [server = ''] = colony.containers('server');
  const killed = nodeOf(colony.addressOf(server));
  colony.kill(server);
  await sleep(noticeMs);
  check('2 s after its death a node gets nothing new, and nobody is refused', await isSpared(killed));
  await say(20, 'server-killed');
  check('a killed server loses none of them', await isWhole(alice));

  await step('Scaling to three servers', () => colony.up(3));
  check('three nodes share the new connections', await isSharedBy(3));
  const last = colony.containers('server').at(-1) ?? '';
  const lastNode = nodeOf(colony.addressOf(last));
  colony.pause(last);
  await sleep(hangNoticeMs);
  check('3 s after it hung a node gets nothing new, and nobody is refused', await isSpared(lastNode));
  colony.unpause(last);
  check('it gets its share when it is back', await isSharedBy(3));
  const gone = colony.stop(last);
  await sleep(noticeMs);
  check('2 s after its SIGTERM a node gets nothing new, and nobody is refused', await isSpared(lastNode));
  await gone;
  for (const service of ['server', 'nginx', 'redis-1']) {
    const [container = ''] = colony.containers(service);
    check(`${service} is not root and its image is read-only`, colony.isConfined(container));
  }

  for (const socket of sockets.splice(0)) socket.disconnect();
  await step('Taking all down and up again', async () => {
    colony.down({ volumes: false });
    colony.up(2);
    await ready(url);
  });
  const again = await connect(url, alice.auth as object, ['polling', 'websocket']);
  const bobAgain = await connect(url, bob.auth as object, ['polling']);
  sockets.push(again, bobAgain);
  check('after down and up every message is there', await isWhole(again));
  check('her session goes on', (await ask(again, 'user:join', { username: 'alice' })).ok);
  check('so does his, in his room', await isWhole(bobAgain));
  check('the file is there', await isThere(bobAgain));
  check('her long-polling becomes a WebSocket at its node', await becomesWebSocket(again));
}

/** What the README's line for one container promises: it serves, keeps, and goes on after kill -9 and in a container that is made anew. */
async function chatInOne(one: OneContainer): Promise<void> {
  one.run();
  await ready(one.url);
  const carol = await connect(one.url, {}, ['websocket']);
  sockets.push(carol);
  check('carol joins the server in one container', await join(carol, 'carol'));
  check('she makes a room', (await ask(carol, 'room:create', { name: 'attic' })).ok);
  check('what she says is taken', (await send(carol, 'attic', 'kept', 'one-1')).ok);
  check('it is not root and its image is read-only', one.isConfined());
  one.killAndStart();
  await ready(one.url);
  check('after kill -9 she says more', (await send(carol, 'attic', 'kept too', 'one-2')).ok);
  check('docker says that it is healthy', await one.becomesHealthy());
  check('a backup of the running server is taken', one.backup());
  check('it says goodbye within its grace', await one.remove());
  one.run();
  await ready(one.url);
  const messages = await history(carol, 'attic');
  check(
    'a new container with the same volume has every message',
    messages.map(({ content }) => content).join() === 'kept,kept too',
  );
}

const stopEngine = await dockerEngine();
const url = `http://127.0.0.1:${await freePort()}`;
const sockets: Socket[] = [];
let composition: Composition | null = null;
let one: OneContainer | null = null;

/** Nothing of this project stays but the images, which make the next run quick. */
async function leave(code: number): Promise<never> {
  for (const socket of sockets) socket.disconnect();
  try {
    composition?.down({ volumes: true });
    one?.forget();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    code = 1;
  }
  await stopEngine();
  process.exit(code);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void leave(130));

let failed = 0;
try {
  let images: Record<string, string> = {};
  if (!process.env['ROOKERY_REGISTRY'])
    await step('Base images from Debian packages (two minutes the first time)', () => {
      images = standInImages();
    });
  const colony = new Composition(Number(new URL(url).port), images);
  composition = colony;
  colony.down({ volumes: true });
  await step('Building the server and NGINX (two minutes the first time)', () => colony.build());
  await step('Starting Redis nodes, servers and NGINX, after an init step that was cut off', async () => {
    colony.leaveHalfMade();
    colony.up();
    await ready(url);
  });
  check('there are two servers', colony.containers('server').length === 2);
  await chat(colony);
  for (const socket of sockets.splice(0)) socket.disconnect();
  colony.down({ volumes: true });
  one = new OneContainer(await freePort(), images);
  const container = one;
  await step('Building the server in one container', () => container.build());
  await chatInOne(container);
} catch (error) {
  failed += 1;
  console.error(error instanceof Error ? error.message : error);
  console.error(one?.logs() ?? composition?.logs() ?? '');
}
console.log(`${passed} passed, ${failed} failed`);
await leave(failed === 0 ? 0 : 1);
