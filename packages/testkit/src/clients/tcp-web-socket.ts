import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';

/** A WebSocket by hand, for what no library would do: frames of any kind, many in one write, and no reading. */
export type TcpWebSocket = {
  /** All that was read, as bytes. */
  readonly heard: () => string;
  readonly isClosed: () => boolean;
  /** Resolves when the kernel has taken it, or the connection has ended. */
  send(...frames: readonly Buffer[]): Promise<void>;
  pauseReading(): void;
  /** Without a goodbye. */
  drop(): void;
};

/** A masked frame of a client. */
export function frame(payload: string, opcode = 1): Buffer {
  const data = Buffer.from(payload);
  const head =
    data.length < 126
      ? Buffer.from([0x80 | opcode, 0x80 | data.length])
      : data.length < 65_536
        ? Buffer.from([0x80 | opcode, 0xfe, data.length >> 8, data.length & 255])
        : Buffer.from([0x80 | opcode, 0xff, 0, 0, 0, 0, ...[24, 16, 8, 0].map((bits) => (data.length >> bits) & 255)]);
  // A mask of zeros leaves the payload as it is.
  return Buffer.concat([head, Buffer.alloc(4), data]);
}

/** Opens one to a server of Engine.IO; `query` as after `transport=websocket`, `headers` besides the usual. */
export async function openTcpWebSocket(
  url: string,
  query = '',
  headers: Readonly<Record<string, string>> = {},
): Promise<TcpWebSocket> {
  const { hostname, port, host } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  let heard = '';
  let isClosed = false;
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  const over = new Promise<void>((resolve) => socket.once('close', () => resolve((isClosed = true) as never)));
  await Promise.race([once(socket, 'connect'), over]);
  const asked: Record<string, string> = {
    host,
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
    ...headers,
  };
  const lines = Object.entries(asked).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET /socket.io/?EIO=4&transport=websocket${query} HTTP/1.1\r\n${lines.join('')}\r\n`);
  const giveUpAt = Date.now() + 5_000;
  while (!isClosed && !heard.includes('\r\n\r\n')) {
    if (Date.now() > giveUpAt) throw new Error('the WebSocket was not answered');
    await new Promise((go) => setTimeout(go, 5));
  }
  return {
    heard: () => heard,
    isClosed: () => isClosed,
    send: (...frames) =>
      Promise.race([
        over,
        new Promise<void>((resolve) => {
          if (isClosed) return resolve();
          socket.write(frames.length === 1 && frames[0] ? frames[0] : Buffer.concat(frames), () =>
            setImmediate(resolve),
          );
        }),
      ]),
    pauseReading: () => void socket.pause(),
    drop: () => socket.destroy(),
  };
}
