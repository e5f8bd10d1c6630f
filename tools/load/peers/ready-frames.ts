/**
 * A source that costs nothing: answers a light client's handshake and requests by hand, then sends prepared frames of Rookery's shape as
 * fast as they are taken, once `message:room` asks for it. What the clients count is their own ceiling.
 */
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';

const framesAWrite = 200;

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
const gathered = Buffer.concat(Array.from({ length: framesAWrite }, (_, index) => frame(message(index + 1_000))));

const receivers = new Set<Duplex>();

function pour(socket: Duplex): void {
  while (socket.write(gathered));
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

const server = createServer((_request, response) => response.end('ok'));
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
    if (!text.includes('message:room')) return;
    for (const receiver of receivers) {
      receiver.on('drain', () => pour(receiver));
      pour(receiver);
    }
  });
});
server.listen(Number(process.env['PORT']), '127.0.0.1');
