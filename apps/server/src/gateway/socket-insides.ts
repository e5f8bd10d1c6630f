import type { Socket as NetSocket } from 'node:net';
import type { Socket as EngineSocket, Transport } from 'engine.io';
import type { Socket } from 'socket.io';
import type { WebSocket } from 'ws';
import type { OneEntry } from './one-entry.ts';

/** The fields of Socket.IO, Engine.IO and ws that are no part of their public types and that lean-transport.ts, lean-socket.ts and socket-wire.ts use. */

/** Where a WebSocket's shared event functions find the transport it belongs to. */
export const ofTransport = Symbol('lean transport');
/** Where an Engine.IO socket's shared event functions find the Socket.IO client it belongs to. */
export const ofClient = Symbol('client');

export type Emitter = Pick<NodeJS.EventEmitter, 'eventNames' | 'listenerCount'>;
export type EngineOptions = { readonly wsPreEncodedFrame?: Buffer[] };
type Entries<Value> = Pick<OneEntry<Value>, 'size' | 'has' | 'get' | 'set' | 'delete' | 'clear' | 'values'>;

export type WebSocketInsides = WebSocket & {
  readonly _socket: NetSocket | null;
  readonly _sender: {
    readonly _state: number;
    readonly _queue: readonly unknown[];
    _extensions: object;
    sendFrame(frame: Buffer[], sent: (error?: Error | null) => void): void;
  };
  readonly _receiver: { _mask: Buffer; _extensions: object; _loop: boolean };
  _extensions: object;
  _autoPong: boolean;
  [ofTransport]?: {
    received(message: string | Buffer): void;
    pinged(data: Buffer): void;
    ponged(data: Buffer): void;
    broke(error: Error): void;
    gone(): void;
  };
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

export type SocketInsides = {
  readonly client: ClientInsides;
  readonly _events: { readonly error?: unknown; readonly disconnect?: unknown };
  handshake: unknown;
  acks: ReadonlyMap<number, unknown>;
  fns: readonly unknown[];
  flags: object;
};

/** Replaces an event table. `count` is of its event names. */
export function setListeners(emitter: Emitter, listeners: object, count: number): void {
  Object.assign(emitter, { _events: listeners, _eventsCount: count });
}

/** Nothing is queued in ws ahead of a raw write. */
export const isIdle = (websocket: WebSocketInsides): boolean =>
  websocket.readyState === websocket.OPEN && websocket._sender._state === 0 && websocket._sender._queue.length === 0;
