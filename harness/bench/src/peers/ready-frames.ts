/**
 * A source that costs next to nothing: answers a light client's handshake and requests by hand, and writes prepared frames of Rookery's shape.
 * `/pour?perSecond=N&ms=N`: to all clients as many as make that rate, gathered. `/drip?perSecond=N&ms=N&members=N`: so many messages, each at
 * once and alone to so many clients in turn. Both answer with the number of frames.
 */
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

/** Frames in one write, at most. */
const framesAWrite = 1_024;
/** Gathered as long as a server may that keeps its p99 below 250 ms: the clients take large chunks with less work than small ones. */
const tickMs = 50;

function frame(text: string): Buffer {
  const data = Buffer.from(text);
  const header =
    data.length < 126
      ? Buffer.from([0x81, data.length])
      : Buffer.from([0x81, 126, data.length >> 8, data.length & 255]);
  return Buffer.concat([header, data]);
}

const message = (seq: number): string =>
  `42${JSON.stringify(['message:receive', { id: 'm_0123456789012345678901', conversation: 'r_0123456789012345678901', seq, from: 'source.00', user: { id: 'u_0123456789012345678901', displayName: 'source.00' }, content: 'x'.repeat(100), at: 1_700_000_000_000, room: 'the room' }])}`;
const frames = Array.from({ length: framesAWrite }, (_, index) => frame(message(index + 1_000)));
const frameBytes = frames[0]?.length ?? 0;
const gathered = Buffer.concat(frames);

const receivers = new Set<Duplex>();

async function pour(perSecond: number, ms: number): Promise<number> {
  const startedAt = performance.now();
  let given = 0;
  for (let elapsed = 0; elapsed < ms; elapsed = performance.now() - startedAt) {
    const due = Math.floor((perSecond * elapsed) / 1_000 / receivers.size) - given;
    const count = Math.min(due, framesAWrite);
    if (count > 0) for (const receiver of receivers) receiver.write(gathered.subarray(0, count * frameBytes));
    given += Math.max(0, count);
    await pause(tickMs);
  }
  return given * receivers.size;
}

async function drip(perSecond: number, ms: number, members: number): Promise<number> {
  const ring = [...receivers];
  const [one] = frames;
  const startedAt = performance.now();
  let given = 0;
  for (let elapsed = 0; elapsed < ms; elapsed = performance.now() - startedAt) {
    for (const due = Math.floor((perSecond * elapsed) / 1_000); given < due; given += 1)
      for (let member = 0; member < members; member += 1) ring[(given * members + member) % ring.length]?.write(one);
    await pause(1);
  }
  return given * members;
}

function textOf(chunk: Buffer): string {
  const length = (chunk[1] ?? 0) & 0x7f;
  const maskAt = length === 126 ? 4 : 2;
  const mask = chunk.subarray(maskAt, maskAt + 4);
  return chunk
    .subarray(maskAt + 4)
    .map((byte, index) => byte ^ (mask[index & 3] ?? 0))
    .toString();
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://source');
  const [perSecond = 0, ms = 0, members = 0] = ['perSecond', 'ms', 'members'].map((key) =>
    Number(searchParams.get(key)),
  );
  const writing =
    pathname === '/pour' ? pour(perSecond, ms) : pathname === '/drip' ? drip(perSecond, ms, members) : null;
  if (writing) void writing.then((count) => response.end(String(count)));
  else response.end('ok');
});
server.on('upgrade', (_request, socket) => {
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
  socket.write(frame('0{"sid":"-"}'));
  receivers.add(socket);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => receivers.delete(socket));
  socket.on('data', (chunk: Buffer) => {
    const text = textOf(chunk);
    if (text.startsWith('40')) {
      socket.write(frame('42["server:hello",{}]'));
      return;
    }
    const ack = /^42(\d+)/.exec(text)?.[1];
    if (ack !== undefined) socket.write(frame(`43${ack}[{"ok":true}]`));
  });
});
server.listen(Number(process.env['PORT']), '127.0.0.1');
