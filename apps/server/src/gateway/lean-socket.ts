import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket as EngineSocket, Transport } from 'engine.io';
import type { BaseServer } from 'engine.io';
import type { Socket as NetSocket } from 'node:net';
import type { Socket } from 'socket.io';
import { Adapter } from 'socket.io-adapter';
import type { WebSocket } from 'ws';
import type { Beating, Heartbeat } from './heartbeat.ts';
import type { Allowance } from '../limits/allowances.ts';
import { OneEntry } from './one-entry.ts';

/**
 * What a connection costs once its handshake is over (docs/adr/0011). With socket-wire.ts one of the two files that know the insides of
 * Socket.IO, Engine.IO and ws: it lets go what only the handshake needed and replaces what each socket makes for itself by what all share:
 * functions that find their way by `this`, in place of closures; event tables of a fixed shape, in place of dictionaries.
 *
 * lean-socket.test.ts fails loudly when a version changes shape; a socket of another shape than expected is left as it is.
 */

/** A WebSocket transport for Engine.IO without closures of its own. */
export class LeanTransport extends Transport implements Beating {
  readonly socket: WebSocketInsides;
  perMessageDeflate: unknown = null;
  engine: EngineInsides | null = null;
  awaitsPong = false;
  slot = -1;
  heartbeat: Pick<Heartbeat, 'add' | 'remove'> | null = null;
  /** Null where nothing is limited. */
  allowance: Allowance | null = null;
  #wasProbed = false;
  #afterItsEnd = 0;

  constructor(request: ConstructorParameters<typeof Transport>[0]) {
    super(request);
    this.socket = (request as unknown as { readonly websocket: WebSocketInsides }).websocket;
    this.socket[ofTransport] = this;
    this.socket._autoPong = false;
    const websocket: NodeJS.EventEmitter = this.socket;
    websocket.on('message', onWebSocketMessage);
    websocket.on('ping', onWebSocketPing);
    websocket.on('close', onWebSocketClose);
    websocket.on('error', onWebSocketError);
    this.writable = true;
  }

  override get name(): string {
    return 'websocket';
  }

  get handlesUpgrades(): boolean {
    return true;
  }

  /** Engine.IO calls it with its whole buffer while `writable`. */
  override send(packets: Parameters<Transport['send']>[0]): void {
    this.writable = false;
    for (const [index, packet] of packets.entries()) {
      const isLast = index + 1 === packets.length;
      const sent = (error?: Error | null): void => {
        if (error) this.failed(error);
        else if (isLast) this.#sentAll();
      };
      const frame = (packet.options as EngineOptions | undefined)?.wsPreEncodedFrame;
      if (frame) this.socket._sender.sendFrame(frame, sent);
      else
        this.parser.encodePacket(packet, this.supportsBinary, (data: string | Buffer) => this.socket.send(data, sent));
    }
  }

  #sentAll(): void {
    this.emit('drain');
    this.writable = true;
    this.emit('ready');
  }

  override doClose(done?: () => void): void {
    const { socket } = this;
    lingering.add(socket);
    socket.close();
    // A peer who does not read does not take the goodbye either, and ws would wait for the answer.
    if ((socket._socket?.writableLength ?? 0) > 0)
      setTimeout(() => lingering.has(socket) && socket.terminate(), lastWordsMs).unref();
    done?.();
  }

  /** A request by long-polling with the `sid` of a WebSocket: Engine.IO would leave it without an answer. */
  override onRequest(request: { readonly res?: ServerResponse }): void {
    request.res?.writeHead(400).end();
  }

  received(message: string | Buffer): void {
    if (this.allowance && !this.allowance.take(1, message.length)) return this.socket.terminate();
    if (this.readyState !== 'open') {
      // Some may have been on their way; whoever goes on is not waited for.
      this.#afterItsEnd += 1;
      if (this.#afterItsEnd > mostAfterTheEnd) this.socket.terminate();
      return;
    }
    if (message === probe) {
      // Engine.IO answers each while an upgrade is under way, whether the peer reads or not.
      if (this.#wasProbed) return this.socket.terminate();
      this.#wasProbed = true;
    }
    // Whatever comes from it, the peer is there.
    this.awaitsPong = false;
    this.onData(message);
  }

  /** A ping of the WebSocket protocol. A peer who does not read is not answered; nobody needs the answers that were left out. */
  pinged(data: Buffer): void {
    if (this.allowance && !this.allowance.take(1, data.length)) return this.socket.terminate();
    this.awaitsPong = false;
    const raw = this.socket._socket;
    if (raw && raw.writableLength === 0 && isIdle(this.socket)) this.socket.pong(data, false);
  }

  failed(error: Error): void {
    this.onError(error.message, error);
  }

  /** It answered with an error. */
  refused(): void {
    if (this.allowance && !this.allowance.take(1, 0)) this.socket.terminate();
  }

  gone(): void {
    lingering.delete(this.socket);
    this.allowance?.end();
    this.allowance = null;
    this.onClose();
  }

  // ---- heartbeat ----

  beat(): void {
    const { engine, socket } = this;
    if (engine?.readyState !== 'open') return;
    const raw = socket._socket;
    if (raw && !raw.writableNeedDrain && engine.writeBuffer.length === 0 && isIdle(socket)) raw.write(pingFrame);
    else engine.sendPacket('ping');
  }

  missedBeat(): void {
    this.engine?.onClose('ping timeout');
  }
}

/** WebSockets that were closed and are still open: Engine.IO has forgotten them. */
export const lingering = new Set<WebSocketInsides>();
/** Messages of a peer that are put up with after its connection was closed. */
const mostAfterTheEnd = 1_000;
/** The first message of an upgrade. */
const probe = '2probe';
/** Packets that Socket.IO and Engine.IO may have waiting for one peer: greetings and pings, none of them long. */
const mostForeign = 32;
/** What is to be written before a connection closes may take so long, ms. */
const lastWordsMs = 5_000;

/** Final, text, not masked, one byte: Engine.IO's `2`. */
const pingFrame = Buffer.from([0x81, 0x01, 0x32]);

/** Nothing is queued in ws ahead of a raw write. */
export const isIdle = (websocket: WebSocketInsides): boolean =>
  websocket.readyState === websocket.OPEN && websocket._sender._state === 0 && websocket._sender._queue.length === 0;

/** Sockets that connect from now on over WebSocket, or upgrade to it, get the lean transport. */
export function useLeanTransport(
  server: BaseServer,
  allow: (request: IncomingMessage) => Allowance | null = () => null,
): void {
  const insides = server as unknown as { createTransport(name: string, request: never): Transport };
  const others = insides.createTransport.bind(insides);
  insides.createTransport = (name, request) => {
    if (name !== 'websocket') return others(name, request);
    const transport = new LeanTransport(request);
    transport.allowance = allow(request);
    return transport;
  };
  server.on('connection', (engine: EngineSocket) => {
    Object.assign(engine, { sendPacket: sendWithinBounds, close: closeInTime });
  });
}

/**
 * In place of Engine.IO's own: its buffer has no bound, and Socket.IO writes there past a connection's queue. What comes from the queue is bounded there;
 * of all else some packets may wait, then the peer is cut off. [DEL-8]
 */
function sendWithinBounds(this: EngineInsides, ...args: Parameters<EngineInsides['sendPacket']>): void {
  const isForeign = (args[2] as EngineOptions | undefined)?.wsPreEncodedFrame === undefined;
  if (isForeign && this.writeBuffer.length >= mostForeign) {
    let foreign = 0;
    for (const { options } of this.writeBuffer) if (options?.wsPreEncodedFrame === undefined) foreign += 1;
    if (foreign >= mostForeign) return cutOff(this);
  }
  proto.sendPacket.apply(this, args);
}

/** In place of Engine.IO's own, which waits without end for what is still to be written. */
function closeInTime(this: EngineInsides, discard?: boolean): void {
  proto.close.call(this, discard);
  if (this.readyState === 'closing' && this.writeBuffer.length > 0)
    setTimeout(() => this.readyState === 'closing' && cutOff(this), lastWordsMs).unref();
}

/** Ends a connection at once, whatever is still to be written. */
function cutOff(engine: EngineInsides): void {
  const { transport } = engine;
  engine.onClose('transport error');
  if (transport instanceof LeanTransport) transport.socket.terminate();
}

const proto = EngineSocket.prototype as unknown as Pick<EngineInsides, 'sendPacket' | 'close'>;

/** Rookery's rooms are feeds: Socket.IO's, of which every socket has one of its own, are not used. */
export class NoRooms extends Adapter {
  override addAll(): void {}
  override del(): void {}
  override delAll(): void {}
}

/**
 * The handshake is over. The request, its headers and the URL (which a client may fill with 16 KB) go now; the rest as soon as the transport
 * is WebSocket, from when on `heartbeat` asks for pongs.
 */
export function dropHandshake(socket: Socket, heartbeat: Pick<Heartbeat, 'add' | 'remove'>): void {
  const insides = socket as unknown as SocketInsides;
  insides.handshake = null;
  insides.acks = noAcks;
  insides.fns = noFunctions;
  insides.flags = noFlags;
  if (socket.eventNames().length === 2) {
    const { error, disconnect } = insides._events;
    setListeners(socket, new SocketListeners(Array.isArray(error) ? error.at(-1) : error, disconnect), 2);
  }
  const { client } = insides;
  client.conn.request = null;
  if (client.conn.transport instanceof LeanTransport) makeEngineLean(client, heartbeat);
  else
    client.conn.once('upgrade', () => {
      client.conn.request = null;
      makeEngineLean(client, heartbeat);
    });
}

/** Does nothing where the socket is not as expected: then it works as Engine.IO made it. Or where it is lean already: a client may disconnect and connect again in it. */
function makeEngineLean(client: ClientInsides, heartbeat: Pick<Heartbeat, 'add' | 'remove'>): void {
  const engine = client.conn;
  const { transport } = engine;
  if (!(transport instanceof LeanTransport) || engine.upgrading || !isAsExpected(client)) return;
  transport.engine = engine;
  transport.heartbeat = heartbeat;
  engine[ofClient] = client;

  setListeners(transport, new TransportListeners(), 5);
  setListeners(transport.socket, new WebSocketListeners(), 4);
  setListeners(engine, new EngineListeners(), 3);
  engine.cleanupFn.length = 0;
  engine.sentCallbackFn = [];
  clearTimeout(engine.pingIntervalTimer ?? undefined);
  clearTimeout(engine.pingTimeoutTimer ?? undefined);
  engine.pingIntervalTimer = engine.pingTimeoutTimer = null;

  const { ondata, onerror, onclose } = Object.getPrototypeOf(client) as ClientInsides;
  Object.assign(client, { ondata, onerror, onclose });
  client.decoder._callbacks = { $decoded: [client.ondecoded] };
  client.decoder.opts = decoderOptions;
  const [socket] = client.sockets.values();
  if (socket && client.sockets.size === 1) {
    client.sockets = new OneEntry(socket.id, socket);
    client.nsps = new OneEntry('/', socket);
  }

  // Engine.IO's stand-in for a response waits for the socket's end, and holds the request.
  const raw = transport.socket._socket;
  for (const listener of raw?.rawListeners('close') ?? [])
    if ('listener' in listener) raw?.removeListener('close', listener.listener as () => void);
  const { _receiver: receiver, _sender: sender } = transport.socket;
  receiver._mask = noMask;
  transport.socket._extensions = receiver._extensions = sender._extensions = noExtensions;
  heartbeat.add(transport);
}

export function isAsExpected({ conn: engine, sockets }: ClientInsides): boolean {
  const { transport } = engine;
  return (
    transport instanceof LeanTransport &&
    hasOnly(engine, ['data', 'error', 'close', 'close']) &&
    hasOnly(transport, [
      'error',
      'ready',
      'packet',
      'drain',
      'close',
      ...(transport.listenerCount('headers') > 0 ? ['headers'] : []),
    ]) &&
    sockets.size === 1
  );
}

function hasOnly(emitter: Emitter, expected: readonly string[]): boolean {
  const names = emitter.eventNames();
  let count = 0;
  for (const name of names) {
    if (typeof name !== 'string' || !expected.includes(name)) return false;
    count += emitter.listenerCount(name);
  }
  return count === expected.length;
}

// ---- what all sockets share ----

const noAcks = new Map<number, unknown>();
const noFunctions: readonly unknown[] = [];
const noFlags = {};
const noExtensions = {};
const noMask = Buffer.alloc(4);
const decoderOptions = { reviver: undefined, maxAttachments: 10 };

const ofTransport = Symbol('lean transport');
const ofClient = Symbol('client');

function onWebSocketMessage(this: WebSocketInsides, data: Buffer, isBinary: boolean): void {
  // ws keeps the mask of the last frame, and with it the whole chunk it came in.
  this._receiver._mask = noMask;
  this[ofTransport]?.received(isBinary ? data : data.toString());
}

function onWebSocketPing(this: WebSocketInsides, data: Buffer): void {
  this._receiver._mask = noMask;
  this[ofTransport]?.pinged(data);
}

function onWebSocketClose(this: WebSocketInsides): void {
  this[ofTransport]?.gone();
}

function onWebSocketError(this: WebSocketInsides, error: Error): void {
  this[ofTransport]?.failed(error);
}

function onTransportPacket(this: LeanTransport, packet: unknown): void {
  this.engine?.onPacket(packet);
}

function onTransportReady(this: LeanTransport): void {
  this.engine?.flush();
}

function onTransportDrain(this: LeanTransport): void {
  this.engine?.onDrain();
}

function onTransportError(this: LeanTransport, error: Error): void {
  this.engine?.onError(error);
}

function onTransportClose(this: LeanTransport): void {
  this.engine?.onClose('transport close');
}

function onEngineData(this: EngineInsides, data: unknown): void {
  this[ofClient]?.ondata(data);
}

function onEngineError(this: EngineInsides, error: unknown): void {
  this[ofClient]?.onerror(error);
}

function onEngineClose(this: EngineInsides, reason: string, description: unknown): void {
  const { server, transport } = this;
  if (transport instanceof LeanTransport) transport.heartbeat?.remove(transport);
  if (server.clients[this.id] === this) {
    delete server.clients[this.id];
    server.clientsCount -= 1;
  }
  this[ofClient]?.onclose(reason, description);
}

/** Event tables: as EventEmitter's own without a prototype's names, but of a fixed shape (a fifth of the size). */
class TransportListeners {
  packet = onTransportPacket;
  ready = onTransportReady;
  drain = onTransportDrain;
  error = onTransportError;
  close = onTransportClose;
}

class WebSocketListeners {
  message = onWebSocketMessage;
  ping = onWebSocketPing;
  close = onWebSocketClose;
  error = onWebSocketError;
}

class EngineListeners {
  data = onEngineData;
  error = onEngineError;
  close = onEngineClose;
}

class SocketListeners {
  error: unknown;
  disconnect: unknown;

  constructor(error: unknown, disconnect: unknown) {
    this.error = error;
    this.disconnect = disconnect;
  }
}

for (const { prototype } of [SocketListeners, TransportListeners, WebSocketListeners, EngineListeners]) {
  delete (prototype as { constructor?: unknown }).constructor;
  Object.setPrototypeOf(prototype, null);
}

function setListeners(emitter: Emitter, listeners: object, count: number): void {
  Object.assign(emitter, { _events: listeners, _eventsCount: count });
}

// ---- the insides ----

type Emitter = Pick<NodeJS.EventEmitter, 'eventNames' | 'listenerCount'>;
type EngineOptions = { readonly wsPreEncodedFrame?: Buffer[] };
type Entries<Value> = Pick<OneEntry<Value>, 'size' | 'has' | 'get' | 'set' | 'delete' | 'clear' | 'values'>;

export type WebSocketInsides = WebSocket & {
  readonly _socket: NetSocket | null;
  readonly _sender: {
    readonly _state: number;
    readonly _queue: readonly unknown[];
    _extensions: object;
    sendFrame(frame: Buffer[], sent: (error?: Error | null) => void): void;
  };
  readonly _receiver: { _mask: Buffer; _extensions: object };
  _extensions: object;
  _autoPong: boolean;
  [ofTransport]?: LeanTransport;
};

export type EngineInsides = Omit<
  EngineSocket,
  | 'transport'
  | 'request'
  | 'write'
  | 'server'
  | 'sendPacket'
  | 'onPacket'
  | 'flush'
  | 'onDrain'
  | 'onError'
  | 'onClose'
  | 'close'
> & {
  readonly id: string;
  readonly server: { readonly clients: Record<string, unknown>; clientsCount: number };
  readonly transport: Transport;
  readonly upgrading: boolean;
  readonly writeBuffer: readonly { readonly options?: EngineOptions }[];
  readonly cleanupFn: unknown[];
  sentCallbackFn: unknown[];
  request: unknown;
  pingIntervalTimer: NodeJS.Timeout | null;
  pingTimeoutTimer: NodeJS.Timeout | null;
  sendPacket(type: string, data?: string, options?: object, sent?: () => void): void;
  close(discard?: boolean): void;
  onPacket(packet: unknown): void;
  onDrain(): void;
  onError(error: Error): void;
  onClose(reason: string): void;
  flush(): void;
  [ofClient]?: ClientInsides;
};

export type ClientInsides = {
  readonly conn: EngineInsides;
  readonly decoder: { _callbacks: object; opts: object };
  sockets: Entries<Socket>;
  nsps: Entries<Socket>;
  readonly ondecoded: unknown;
  ondata(data: unknown): void;
  onerror(error: unknown): void;
  onclose(reason: string, description: unknown): void;
};

type SocketInsides = {
  readonly client: ClientInsides;
  readonly _events: { readonly error?: unknown; readonly disconnect?: unknown };
  handshake: unknown;
  acks: ReadonlyMap<number, unknown>;
  fns: readonly unknown[];
  flags: object;
};
