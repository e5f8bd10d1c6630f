/** `sink.ts PORT`: takes whatever is sent to it and does nothing with it. It says what a client of Socket.IO waits for, so that a bad neighbour pours as it would into a server. */
import { createServer } from 'node:net';
import type { Socket } from 'node:net';

const endOfHead = '\r\n\r\n';
const upgraded =
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: any\r\n\r\n';

/** A text frame of a server, shorter than 126 bytes. */
const said = (text: string): Buffer => Buffer.concat([Buffer.from([0x81, text.length]), Buffer.from(text)]);
const welcome = Buffer.concat([
  said('0{"sid":"sink","upgrades":[],"pingInterval":25000,"pingTimeout":20000}'),
  said('40{"sid":"sink"}'),
  said('42["server:hello",{}]'),
  said('430[{"ok":true}]'),
]);

/** Answers one request after the other, each when its body has come. */
function takeRequests(socket: Socket): void {
  let head = '';
  let body = 0;
  socket.on('data', (chunk: Buffer) => {
    let rest = chunk;
    while (rest.length > 0) {
      if (body > 0) {
        const taken = Math.min(body, rest.length);
        body -= taken;
        rest = rest.subarray(taken);
        if (body === 0) answer(socket);
        continue;
      }
      head += rest.toString('latin1');
      const end = head.indexOf(endOfHead);
      if (end < 0) return;
      if (/upgrade: websocket/i.test(head)) {
        socket.removeAllListeners('data');
        socket.resume();
        socket.write(upgraded);
        socket.write(welcome);
        return;
      }
      rest = Buffer.from(head.slice(end + endOfHead.length), 'latin1');
      body = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      head = '';
      if (body === 0) answer(socket);
    }
  });
}

function answer(socket: Socket): void {
  const text = '0{"sid":"sink"}';
  socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`);
}

const server = createServer((socket) => {
  socket.on('error', () => socket.destroy());
  takeRequests(socket);
});
// A process may hold 20,000 files; as many as the server holds are enough.
server.maxConnections = 14_000;
server.listen(Number(process.argv[2]), '127.0.0.1', 16_384);
