import { Adapter } from 'socket.io-adapter';
import type { Socket } from 'socket.io';
import type { Heartbeat } from './heartbeat.ts';
import { LeanTransport, WebSocketListeners, noMask } from './lean-transport.ts';
import { OneEntry } from './one-entry.ts';
import { ofClient, setListeners } from './socket-insides.ts';
import type { ClientInsides, Emitter, EngineInsides, SocketInsides } from './socket-insides.ts';

/**
 * What a connection costs once its handshake is over (docs/adr/0011). With lean-transport.ts and socket-wire.ts one of the files that know
 * the insides of Socket.IO, Engine.IO and ws (socket-insides.ts names them): it lets go what only the handshake needed and replaces what
 * each socket makes for itself by what all share: functions that find their way by `this`, in place of closures; event tables of a fixed shape, in place of dictionaries.
 *
 * lean-socket.test.ts fails loudly when a version changes shape; a socket of another shape than expected is left as it is.
 */

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
  setListeners(transport.socket, new WebSocketListeners(), 5);
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
const decoderOptions = { reviver: undefined, maxAttachments: 10 };

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
