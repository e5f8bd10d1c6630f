import type { IncomingMessage } from 'node:http';
import type { UserId } from '@rookery/protocol';
import type { Socket as EngineSocket } from 'engine.io';
import type { Socket } from 'socket.io';
import type { Frame } from '../delivery/frame.ts';
import type { Wire } from '../delivery/wire.ts';
import type { Allowance } from '../limits/allowances.ts';
import { LeanTransport, cutOff, lingering } from './lean-transport.ts';
import { isIdle } from './socket-insides.ts';
import { decoderFaults } from './strict-decoder.ts';
import type { EngineInsides as Engine, WebSocketInsides } from './socket-insides.ts';

/**
 * How frames leave. With lean-transport.ts and lean-socket.ts one of the files that know the insides of Engine.IO and ws; lean-socket.test.ts fails loudly when
 * a version changes their shape.
 *
 * One write(2) costs about 12 µs, a prepared buffer almost nothing: what has gathered goes out in one write, encoded
 * once for all its receivers. A raw write is right only when nothing is queued ahead of it, in Engine.IO or in ws;
 * otherwise, and for long-polling, frames take the ordinary path.
 */
export class SocketWire implements Wire {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  write(frames: readonly Frame[]): boolean {
    const engine = this.#socket.conn as unknown as EngineInsides;
    if (engine.readyState !== 'open') return true; // gone: there is nobody to write to
    const websocket = engine.transport.name === 'websocket' ? engine.transport.socket : null;
    const raw = websocket?._socket;
    if (websocket && raw) {
      if (raw.writableNeedDrain) return false;
      if (engine.writeBuffer.length === 0 && !engine.upgrading && isIdle(websocket)) {
        counters.rawWrites += 1;
        counters.rawFrames += frames.length;
        raw.write(gather(frames));
        return true;
      }
    }
    if (!engine.transport.writable && !websocket) return false;
    // At once: else the first of them would be the whole answer to a poll, and all others would wait for the next one.
    const [last] = frames.slice(-1);
    for (const frame of frames.slice(0, -1)) engine.writeBuffer.push(packetOf(frame));
    if (last) engine.write(last.text, { wsPreEncodedFrame: [encode(last)] });
    return true;
  }

  whenWritable(again: () => void): void {
    const engine = this.#socket.conn as unknown as EngineInsides;
    const transport = engine.transport;
    const raw = transport.name === 'websocket' ? transport.socket?._socket : null;
    let called = false;
    const once = (): void => {
      if (called) return;
      called = true;
      raw?.removeListener('drain', once);
      transport.removeListener('ready', once);
      engine.removeListener('upgrade', once);
      again();
    };
    if (raw) raw.once('drain', once);
    else {
      transport.once('ready', once);
      engine.once('upgrade', once);
    }
  }

  /** Long-polling cannot be stopped reading. */
  pauseReading(): void {
    const { transport } = this.#socket.conn as unknown as { transport: unknown };
    if (transport instanceof LeanTransport) transport.reading.hold();
  }

  resumeReading(): void {
    const { transport } = this.#socket.conn as unknown as { transport: unknown };
    if (transport instanceof LeanTransport) transport.reading.readAgain();
  }

  isBehind(): boolean {
    const { transport } = this.#socket.conn as unknown as EngineInsides;
    const raw = transport.name === 'websocket' ? transport.socket?._socket : null;
    return raw ? raw.writableNeedDrain : !transport.writable && transport.name === 'polling';
  }

  /** By long-polling it has read all before it comes back for more. */
  whenRead(done: () => void): void {
    const { transport } = this.#socket.conn as unknown as { transport: unknown };
    if (transport instanceof LeanTransport) transport.whenRead(done);
    else done();
  }

  refused(): void {
    const { transport } = this.#socket.conn as unknown as { transport: { refused?(): void } };
    transport.refused?.();
  }

  /** Without a word: a stock client takes that for a lost connection and comes back; told to go, it would stay away. */
  belongsTo(user: UserId): void {
    const { transport } = this.#socket.conn as unknown as { transport: Transporting };
    transport.allowance?.belongsTo(user);
  }

  close(): void {
    this.#socket.conn.close();
  }

  cutOff(): void {
    cutOff(this.#socket.conn as unknown as Engine);
  }
}

/** For the tests that guard the budget by counts: writes and frames that took the raw path, encodings made. */
export const counters = { rawWrites: 0, rawFrames: 0, encodings: 0 };

type EngineInsides = Omit<EngineSocket, 'transport' | 'write'> & {
  readonly writeBuffer: unknown[];
  readonly upgrading: boolean;
  readonly transport: {
    readonly name: string;
    readonly writable: boolean;
    readonly socket?: WebSocketInsides;
    once(event: 'ready', listener: () => void): void;
    removeListener(event: 'ready', listener: () => void): void;
  };
  write(data: string, options: object): void;
};

/** As Engine.IO makes it of what is written. */
const packetOf = (frame: Frame): object => ({
  type: 'message',
  data: frame.text,
  options: { wsPreEncodedFrame: [encode(frame)], compress: true },
});

/** Final, text, not masked. */
const textFrame = 0x81;
/** Engine.IO prefixes a message with `4`. */
const ofMessage = 0x34;

/** A whole frame of the WebSocket protocol. Written at once into one buffer: a long answer in two copies more would be memory for nothing. */
function encode(frame: Frame): Buffer {
  if (frame.encoded) return frame.encoded;
  counters.encodings += 1;
  const length = 1 + frame.textBytes;
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const buffer = Buffer.allocUnsafe(header + length);
  buffer[0] = textFrame;
  if (header === 2) buffer[1] = length;
  else if (header === 4) {
    buffer[1] = 126;
    buffer.writeUInt16BE(length, 2);
  } else {
    buffer[1] = 127;
    buffer.writeUInt32BE(0, 2);
    buffer.writeUInt32BE(length, 6);
  }
  buffer[header] = ofMessage;
  buffer.write(frame.head, header + 1, 'latin1');
  buffer.write(frame.json, header + 1 + frame.head.length);
  frame.encoded = buffer;
  return buffer;
}

/** The members of a busy room have the same frames waiting: what was joined for one is used for the next. */
const joinedLately: { frames: readonly Frame[]; buffer: Buffer }[] = [];
const joinedLatelyLimit = 4;

function gather(frames: readonly Frame[]): Buffer {
  const [first] = frames;
  if (!first) return Buffer.alloc(0);
  if (frames.length === 1) return encode(first);
  for (const joined of joinedLately) if (isSame(joined.frames, frames)) return joined.buffer;
  const buffer = Buffer.concat(frames.map(encode));
  if (joinedLately.length >= joinedLatelyLimit) joinedLately.pop();
  joinedLately.unshift({ frames, buffer });
  return buffer;
}

function isSame(a: readonly Frame[], b: readonly Frame[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = a.length - 1; index >= 0; index -= 1) if (a[index] !== b[index]) return false;
  return true;
}

/**
 * Calls `close`, which closes all connections of the engine, and cuts off the WebSockets that are still open `withinMs` later: a peer
 * who does not read does not take the goodbye either, and ws would wait 30 s for the answer to it.
 */
export async function closeWithin(withinMs: number, engine: unknown, close: () => void): Promise<void> {
  const { clients } = engine as { readonly clients: Readonly<Record<string, EngineInsides>> };
  const websockets = Object.values(clients).flatMap(({ transport }) => transport.socket ?? []);
  websockets.push(...lingering);
  close();
  const giveUpAt = performance.now() + withinMs;
  const isOpen = (): boolean => websockets.some((websocket) => websocket.readyState !== websocket.CLOSED);
  while (isOpen() && performance.now() < giveUpAt) await new Promise((go) => setTimeout(go, 20));
  for (const websocket of websockets) websocket.terminate();
}

/** Packets that one long-polling request may hold: so many are parsed in 40 ms, and a stock client's ten thousand waiting events pass. */
const packetsPerRequest = 20_000;
/** So many in one turn of the event loop. */
const packetsPerTurn = 500;
const packetSeparator = '\u001e';

/** A request of 1 MiB may hold 300,000 packets, which Engine.IO parses in one go: such a client is cut off before that. [DEL-7] */
export function boundPollingRequests(
  engine: unknown,
  allow: (request: IncomingMessage) => Allowance | null = () => null,
): void {
  const making = engine as TransportMaking;
  const make = making.createTransport.bind(engine);
  making.createTransport = (name, request) => {
    const transport = make(name, request);
    if (name !== 'polling') return transport;
    const allowance = allow(request);
    transport.allowance = allowance;
    transport.once('close', () => allowance?.end());
    const take = transport.onData.bind(transport);
    const parse = (packets: string): void => {
      const { count } = decoderFaults;
      take(packets);
      if (decoderFaults.count !== count) allowance?.breached();
    };
    const waiting: string[] = [];
    /** Some at a time: nobody else waits until all of them have been parsed. */
    const parseOn = (): void => {
      const some = waiting.splice(0, packetsPerTurn);
      if (waiting.length > 0) setImmediate(parseOn);
      parse(some.join(packetSeparator));
    };
    transport.refused = () => {
      if (allowance && !allowance.refused()) transport.onError('too many refusals');
    };
    transport.onData = (data) => {
      const packets = packetsIn(data, packetsPerRequest);
      if (packets + waiting.length > packetsPerRequest) return transport.onError('too many packets in one request');
      if (allowance && !allowance.take(packets, data.length)) return transport.onError('too many packets');
      if (packets <= packetsPerTurn && waiting.length === 0) return parse(data);
      const isUnderWay = waiting.length > 0;
      waiting.push(...data.split(packetSeparator));
      if (!isUnderWay) parseOn();
    };
    return transport;
  };
}

type Transporting = {
  onData(data: string): void;
  onError(message: string): void;
  once(event: 'close', listener: () => void): void;
  refused?(): void;
  allowance?: Allowance | null;
};

type TransportMaking = { createTransport(name: string, request: IncomingMessage): Transporting };

/** How many packets a request holds; `limit` + 1 where there are more than that. */
function packetsIn(data: string, limit: number): number {
  let count = 1;
  for (let at = data.indexOf(packetSeparator); at >= 0 && count <= limit; at = data.indexOf(packetSeparator, at + 1))
    count += 1;
  return count;
}
