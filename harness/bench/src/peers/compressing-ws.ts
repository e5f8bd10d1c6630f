/** A bare ws server that only takes messages, with permessage-deflate (`on`) or without (`off`). Answers `count` over IPC. */
import { WebSocketServer } from 'ws';

const negotiates = process.argv[2] === 'on';
const server = new WebSocketServer({
  host: '127.0.0.1',
  port: 0,
  // As it would be for frames compressed once and shared: nobody's context is kept, ws itself compresses nothing.
  perMessageDeflate: negotiates
    ? { serverNoContextTakeover: true, clientNoContextTakeover: true, threshold: 1_000_000_000 }
    : false,
});
let received = 0;
server.on('connection', (socket) => socket.on('message', () => (received += 1)));
server.on('listening', () => process.send?.({ port: (server.address() as { port: number }).port }));
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ received, cpuUs: user + system, rssKiB: process.memoryUsage.rss() / 1_024 });
});
process.on('disconnect', () => process.exit(0));
