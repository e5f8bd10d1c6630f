/** The least a WebSocket server can be: what Node and ws cost before anybody's protocol. Pings every 20 s as the others do. */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const server = createServer((_request, response) => response.end('ok'));
const websockets = new WebSocketServer({ server, perMessageDeflate: false });
websockets.on('connection', (socket) => {
  // Speaks just enough of Socket.IO for the bench's clients: what it says costs nothing that stays.
  socket.send('0{"sid":"-","upgrades":[],"pingInterval":20000,"pingTimeout":15000,"maxPayload":1000000}');
  socket.on('error', () => socket.terminate());
  socket.on('message', (data: Buffer) => {
    const text = data.toString();
    if (text.startsWith('40')) socket.send('40{"sid":"-"}');
    if (text.startsWith('40')) socket.send('42["server:hello",{}]');
    const ack = /^42(\d+)/.exec(text)?.[1];
    if (ack !== undefined) socket.send(`43${ack}[{"ok":true}]`);
  });
});
setInterval(() => {
  for (const socket of websockets.clients) socket.send('2');
}, 20_000);
server.listen(Number(process.env['PORT']), '127.0.0.1');
