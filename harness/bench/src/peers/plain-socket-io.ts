/** The peer: what most people would write. Socket.IO, WebSocket only, rooms, broadcast; nothing kept, no names, no order promised. */
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const server = createServer((_request, response) => response.end('ok'));
const io = new Server(server, { transports: ['websocket'], serveClient: false, perMessageDeflate: false });
let seq = 0;
io.on('connection', (socket) => {
  socket.emit('server:hello', {});
  socket.on('room:join', ({ room }: { room: string }, ack: (answer: object) => void) => {
    void socket.join(room);
    ack({ ok: true });
  });
  socket.on('message:room', ({ room, content }: { room: string; content: string }, ack: (answer: object) => void) => {
    seq += 1;
    io.to(room).emit('message:receive', { id: String(seq), seq, from: 'peer', content, room });
    ack({ ok: true });
  });
});
server.listen(Number(process.env['PORT']), '127.0.0.1');
