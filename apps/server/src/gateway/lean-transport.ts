import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket as EngineSocket, Transport } from 'engine.io';
import type { BaseServer } from 'engine.io';
import type { Beating, Heartbeat } from './heartbeat.ts';
import type { Allowance } from '../limits/allowances.ts';
import { PacedReading } from './paced-reading.ts';
import { isIdle, ofTransport } from './socket-insides.ts';
import type { EngineInsides, EngineOptions, WebSocketInsides } from './socket-insides.ts';
import { decoderFaults } from './strict-decoder.ts';

/** A WebSocket transport for Engine.IO without closures of its own. */
export class LeanTransport extends Transport implements Beating {
  readonly socket: WebSocketInsides;
  readonly reading = new PacedReading(this);
  perMessageDeflate: unknown = null;
  engine: EngineInsides | null = null;
  awaitsPong = false;
  slot = -1;
  heartbeat: Pick<Heartbeat, 'add' | 'remove'> | null = null;
  /** Null where nothing is limited. */
  allowance: Allowance | null = null;
  #awaited: { readonly pong: string; readonly done: () => void } | null = null;
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
    websocket.on('pong', onWebSocketPong);
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
    this.reading.received(message);
  }

  /** It has its turn. */
  take(message: string | Buffer): void {
    if (!this.#isAllowed(message.length, typeof message === 'string' && message[0] !== ofMessage)) return;
    if (this.readyState !== 'open') {
      // Some may have been on their way; whoever goes on is not waited for.
      this.#afterItsEnd += leastAfterTheEnd + message.length;
      if (this.#afterItsEnd > mostAfterTheEnd) this.#terminate();
      return;
    }
    if (message === probe) {
      // Engine.IO answers each while an upgrade is under way, whether the peer reads or not.
      if (this.#wasProbed) return this.#terminate();
      this.#wasProbed = true;
    }
    if (typeof message === 'string' && !packetTypes.includes(message[0] ?? ' '))
      return this.broke(new Error('no packet of Engine.IO'));
    // Whatever comes from it, the peer is there.
    this.awaitsPong = false;
    const { count } = decoderFaults;
    this.onData(message);
    if (decoderFaults.count !== count) this.broke(new Error('no packet that a client sends'), message.length);
  }

  /** A ping of the WebSocket protocol. A peer who does not read is not answered; nobody needs the answers that were left out. */
  pinged(data: Buffer): void {
    if (!this.#isAllowed(data.length, true)) return;
    this.awaitsPong = false;
    const raw = this.socket._socket;
    if (raw && raw.writableLength === 0 && isIdle(this.socket)) this.socket.pong(data, false);
  }

  /** Whoever answers a ping that nobody can guess has read what was sent before it. */
  whenRead(done: () => void): void {
    this.#awaited = { pong: `read ${randomBytes(9).toString('base64url')}`, done };
    this.socket.ping(this.#awaited.pong, false);
  }

  ponged(data: Buffer): void {
    const awaited = this.#awaited?.pong === data.toString('latin1') ? this.#awaited : null;
    // One that was asked for is no heartbeat: who reads long answers sends many.
    if (!this.#isAllowed(data.length, awaited === null)) return;
    this.awaitsPong = false;
    if (awaited === null) return;
    this.#awaited = null;
    awaited.done();
  }

  /** What was to be sent could not be. */
  failed(error: Error): void {
    this.onError(error.message, error);
  }

  /** It sent what no client sends. It is not waited for: whatever more comes would be read and thrown away until it takes the goodbye. */
  broke(error: Error, bytes = 0): void {
    this.allowance?.breached(bytes);
    this.onError(error.message, error);
    this.#terminate();
  }

  /** Also what has come already is read no more: a chunk may hold thousands of frames. */
  #terminate(): void {
    this.socket._receiver._loop = false;
    this.socket.terminate();
  }

  /** Else its connection has been cut off. */
  #isAllowed(bytes: number, isBeat: boolean): boolean {
    if (!this.allowance) return true;
    if (!this.allowance.take(1, bytes)) this.#terminate();
    else if (isBeat && !this.allowance.takeBeat()) this.broke(new Error('no client sends so many heartbeats'));
    else return true;
    return false;
  }

  /** It answered with an error. */
  refused(): void {
    if (this.allowance && !this.allowance.refused()) this.#terminate();
  }

  gone(): void {
    lingering.delete(this.socket);
    this.reading.end();
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
/** Bytes of a peer that are put up with after its connection was closed; each message counts as so many more. */
const mostAfterTheEnd = 131_072;
const leastAfterTheEnd = 128;
/** What a packet of Engine.IO begins with: its type, or the mark of Base64. */
const packetTypes = '0123456b';
/** That of a packet of Socket.IO. */
const ofMessage = '4';
/** The first message of an upgrade. */
const probe = '2probe';
/** Packets that Socket.IO and Engine.IO may have waiting for one peer: greetings and pings, none of them long. */
const mostForeign = 32;
/** What is to be written before a connection closes may take so long, ms. */
const lastWordsMs = 5_000;

/** Final, text, not masked, one byte: Engine.IO's `2`. */
const pingFrame = Buffer.from([0x81, 0x01, 0x32]);
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
    transport.allowance = ofConnection(server, request)?.shared() ?? allow(request);
    return transport;
  };
  server.on('connection', (engine: EngineSocket) => {
    Object.assign(engine, { sendPacket: sendWithinBounds, close: closeInTime });
  });
}

/** The allowance of the connection that a request names, which upgrades. */
function ofConnection(server: BaseServer, request: IncomingMessage): Allowance | null {
  const sid = new URL(request.url ?? '/', 'http://node').searchParams.get('sid');
  const { clients } = server as unknown as { clients: Record<string, { transport: { allowance?: Allowance | null } }> };
  return (sid !== null && clients[sid]?.transport.allowance) || null;
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
export function cutOff(engine: EngineInsides): void {
  const { transport } = engine;
  engine.onClose('transport error');
  if (transport instanceof LeanTransport) transport.socket.terminate();
}

const proto = EngineSocket.prototype as unknown as Pick<EngineInsides, 'sendPacket' | 'close'>;
// ---- what all WebSockets share ----

/** In place of the mask of the last frame. */
export const noMask = Buffer.alloc(4);

function onWebSocketMessage(this: WebSocketInsides, data: Buffer, isBinary: boolean): void {
  // ws keeps the mask of the last frame, and with it the whole chunk it came in.
  this._receiver._mask = noMask;
  this[ofTransport]?.received(isBinary ? data : data.toString());
}

function onWebSocketPing(this: WebSocketInsides, data: Buffer): void {
  this._receiver._mask = noMask;
  this[ofTransport]?.pinged(data);
}

function onWebSocketPong(this: WebSocketInsides, data: Buffer): void {
  this._receiver._mask = noMask;
  this[ofTransport]?.ponged(data);
}

function onWebSocketClose(this: WebSocketInsides): void {
  this[ofTransport]?.gone();
}

function onWebSocketError(this: WebSocketInsides, error: Error): void {
  this[ofTransport]?.broke(error);
}
/** The event table of a WebSocket (see lean-socket.ts). */
export class WebSocketListeners {
  message = onWebSocketMessage;
  ping = onWebSocketPing;
  pong = onWebSocketPong;
  close = onWebSocketClose;
  error = onWebSocketError;
}
