import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { constants, deflateRawSync } from 'node:zlib';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { WebSocket } from 'ws';
import type { Figure, Scenario } from './scenario.ts';

const peer = join(repositoryRoot, 'harness/bench/src/peers/compressing-ws.ts');

/** What a frame that is compressed once for all its receivers would save, and what negotiating it costs on the way in. */
export const compression: Scenario = {
  name: 'compression',
  about:
    'permessage-deflate with frames compressed once and shared: bytes saved on the way out, CPU and memory spent on the way in (bare ws). docs/adr says what follows.',
  run: async (quick) => {
    const figures: Figure[] = [];
    for (const bytes of [20, 100, 500, 2_000]) figures.push(...saved(bytes));
    const count = quick ? 300 : 3_000;
    const off = await costOf('off', count);
    const on = await costOf('on', count);
    return [
      ...figures,
      { name: 'CPU an incoming message, without', value: off.cpuUs, unit: 'µs' },
      { name: 'CPU an incoming message, negotiated', value: on.cpuUs, unit: 'µs' },
      { name: 'RSS a connection after ten messages, without', value: off.kib, unit: 'KiB' },
      { name: 'RSS a connection after ten messages, negotiated', value: on.kib, unit: 'KiB' },
    ];
  },
};

function saved(bytes: number): Figure[] {
  const text =
    readFileSync(join(repositoryRoot, 'ARCHITECTURE.md'), 'utf8') +
    readFileSync(join(repositoryRoot, 'CONTRIBUTING.md'), 'utf8');
  const frames = Array.from({ length: 300 }, (_, index) => frame(text, index * 97, bytes, index));
  const plain = frames.reduce((sum, each) => sum + each.length, 0);
  const deflate = (): number => frames.reduce((sum, each) => sum + deflateRawSync(each, options).length - trailer, 0);
  deflate();
  const startedAt = performance.now();
  const deflated = deflate();
  const us = ((performance.now() - startedAt) * 1_000) / frames.length;
  return [
    { name: `${bytes} bytes of text: frame`, value: plain / frames.length, unit: 'bytes' },
    { name: `${bytes} bytes of text: saved`, value: (1 - deflated / plain) * 100, unit: '%' },
    { name: `${bytes} bytes of text: to compress once`, value: us, unit: 'µs' },
  ];
}

const options = { level: 1, finishFlush: constants.Z_SYNC_FLUSH };
/** The end of a flushed block, which is not sent. */
const trailer = 4;

function frame(text: string, from: number, bytes: number, seq: number): Buffer {
  const start = from % (text.length - bytes);
  const message = {
    id: `m_${randomUUID().replaceAll('-', '').slice(0, 20)}`,
    conversation: 'r_4fQ2mL0pXk3vB9sT1aZc',
    seq,
    from: 'alice',
    user: { id: 'u_9dK2mL0pXk3vB9sT1aZc', displayName: 'Alice' },
    content: text.slice(start, start + bytes),
    at: Date.now(),
    clientId: randomUUID(),
    room: 'general',
  };
  return Buffer.from(`42["message:receive",${JSON.stringify(message)}]`);
}

type Counted = { readonly received: number; readonly cpuUs: number; readonly rssKiB: number };

async function costOf(mode: 'on' | 'off', count: number): Promise<{ cpuUs: number; kib: number }> {
  const server = fork(peer, [mode]);
  const { port } = await heard<{ port: number }>(server);
  const clients: WebSocket[] = [];
  try {
    const before = await counted(server);
    for (let index = 0; index < count; index += 1) clients.push(await connect(port, mode));
    const connected = await counted(server);
    const text = `421["message:room",{"room":"general","content":"The deploy is at eleven: please do not merge before that.","clientId":"${randomUUID()}"}]`;
    for (let round = 0; round < 10; round += 1) {
      for (const client of clients) client.send(text);
      await pause(300);
    }
    let now = await counted(server);
    while (now.received < count * 10) {
      await pause(100);
      now = await counted(server);
    }
    return {
      cpuUs: (now.cpuUs - connected.cpuUs) / now.received,
      kib: (now.rssKiB - before.rssKiB) / count,
    };
  } finally {
    for (const client of clients) client.terminate();
    server.kill('SIGKILL');
  }
}

function connect(port: number, mode: 'on' | 'off'): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    // A browser compresses whatever it sends once the extension is agreed upon.
    const client = new WebSocket(`ws://127.0.0.1:${port}`, {
      perMessageDeflate:
        mode === 'on' ? { clientNoContextTakeover: true, serverNoContextTakeover: true, threshold: 0 } : false,
    });
    client.once('open', () => resolve(client));
    client.once('error', reject);
  });
}

function counted(server: ChildProcess): Promise<Counted> {
  const answer = heard<Counted>(server);
  server.send('count');
  return answer;
}

const heard = <T>(child: ChildProcess): Promise<T> =>
  new Promise((resolve) => child.once('message', (message) => resolve(message as T)));
