import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { UnreadConnections, keyOf } from './unread-connections.ts';

/** First requests that are awaited at once: all may come in the same turn of the event loop, and to read and serve one costs some 0.3 ms. */
const mostAwaited = 8;
/** Who has said nothing for so long no longer counts among them, ms. */
const silenceMs = 20;
/** The silent are looked for so often, ms, and so many are forgotten at once: the next ones are read then, which takes 45 µs each. */
const lookMs = 5;
const mostForgotten = 4;
/** Connections that wait to be read. Beyond it one of the newcomer's address is closed, or else another. */
const mostUnread = 10_000;
/** Connections that were read and have not asked for anything yet. Beyond it the one that has been silent for longest is closed. */
const mostSilent = 2_000;
/** Listeners of a server that answer nothing, and are needed whoever does: without them connections wait to be read. */
export const onlyWatches = new WeakSet<(...args: never[]) => unknown>();

/**
 * Of one address. Beyond it the address has its next ones read slowly, one of all such addresses in so many ms: whoever is closed to make room may come back at
 * once, and would be read and closed as fast as the loop can.
 */
const mostSilentOfAddress = 200;
const heldBackMs = 20;

/**
 * Reads new connections some at a time: ten thousand that come at once would have all their first requests read in one turn of the
 * event loop, and everybody else would wait for it. And bounds how many are open: those who say nothing make room for those who come. [OPS-18, OPS-27]
 */
export class FirstRequests {
  readonly #mostOpen: number;
  #open = 0;
  /** Of those that are read. Since when, by `performance.now()`; the longest awaited first. */
  readonly #awaited = new Map<Socket, number>();
  /** Those that were read, and have asked for nothing yet, with their addresses; the oldest first. */
  readonly #silent = new Map<Socket, string>();
  readonly #silentOf = new Map<string, number>();
  /** When one of an address with too many silent was read last, by `performance.now()`. */
  #heldBackAt = 0;
  readonly #unread = new UnreadConnections();
  /** One for all sockets, each of which it is called on. */
  readonly #onClose: (this: Socket) => void;
  #read: (socket: Socket) => void = ignore;
  #timer: NodeJS.Timeout | null = null;

  /** `mostOpen`: connections at once, whoever has them. */
  constructor(mostOpen: number) {
    this.#mostOpen = mostOpen;
    const forget = (socket: Socket): void => {
      this.#open -= 1;
      this.#endSilence(socket);
    };
    this.#onClose = function () {
      forget(this);
    };
  }

  /** To be called when all others listen to `server`. */
  watch(server: Server): void {
    const listeners = server.listeners('connection');
    server.removeAllListeners('connection');
    this.#read = (socket) => {
      this.#awaited.set(socket, performance.now());
      this.#beginSilence(socket);
      if (this.#silent.size > mostSilent) this.#closeSilent();
      for (const listener of listeners) listener.call(server, socket);
      socket.resume();
    };
    // An option of net.Server that http.Server does not pass on: nothing is read from a socket before it is resumed.
    (server as unknown as { pauseOnConnect: boolean }).pauseOnConnect = true;
    server.on('connection', (socket) => this.#admit(socket));
    const begun = ({ socket }: IncomingMessage): void => this.#requestBegan(socket);
    onlyWatches.add(begun);
    server.prependListener('request', begun);
    server.prependListener('upgrade', begun);
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#unread.closeAll();
  }

  #admit(socket: Socket): void {
    this.#open += 1;
    // Not `once`: what listens once to a socket that becomes a WebSocket is Engine.IO's, and is taken away (lean-socket.ts).
    socket.on('close', this.#onClose);
    if (this.#open > this.#mostOpen && !this.#closeSilent() && !this.#unread.closeOneFor(socket)) {
      socket.destroy();
      return;
    }
    this.#timer ??= setTimeout(() => this.#forgetTheSilent(), lookMs);
    if (this.#awaited.size < mostAwaited && this.#mayRead(keyOf(socket))) return this.#read(socket);
    socket.on('error', ignore);
    if (this.#unread.size >= mostUnread) this.#unread.closeOneFor(socket);
    this.#unread.add(socket);
  }

  #beginSilence(socket: Socket): void {
    const address = keyOf(socket);
    this.#silent.set(socket, address);
    this.#silentOf.set(address, (this.#silentOf.get(address) ?? 0) + 1);
  }

  #endSilence(socket: Socket): void {
    const address = this.#silent.get(socket);
    if (address === undefined) return;
    this.#silent.delete(socket);
    const others = (this.#silentOf.get(address) ?? 1) - 1;
    if (others > 0) this.#silentOf.set(address, others);
    else this.#silentOf.delete(address);
  }

  #mayRead(address: string): boolean {
    return (this.#silentOf.get(address) ?? 0) < mostSilentOfAddress;
  }

  /** The one that has been silent for longest. False: there is none. */
  #closeSilent(): boolean {
    const [oldest] = this.#silent.keys();
    if (!oldest) return false;
    this.#endSilence(oldest);
    oldest.destroy();
    return true;
  }

  #requestBegan(socket: Socket): void {
    const own = rawOf(socket);
    this.#endSilence(own);
    if (this.#awaited.delete(own)) this.#readNext();
  }

  #readNext(): void {
    while (this.#awaited.size < mostAwaited) {
      const socket = this.#unread.next((address) => this.#mayRead(address)) ?? this.#nextHeldBack();
      if (!socket) return;
      socket.off('error', ignore);
      this.#read(socket);
    }
  }

  #nextHeldBack(): Socket | undefined {
    const now = performance.now();
    if (now - this.#heldBackAt < heldBackMs) return undefined;
    this.#heldBackAt = now;
    return this.#unread.next();
  }

  #forgetTheSilent(): void {
    this.#timer = null;
    const silentSince = performance.now() - silenceMs;
    let forgotten = 0;
    for (const [socket, since] of this.#awaited) {
      if (since > silentSince || forgotten === mostForgotten) break;
      this.#awaited.delete(socket);
      forgotten += 1;
    }
    this.#readNext();
    if (this.#awaited.size > 0 || this.#unread.size > 0)
      this.#timer = setTimeout(() => this.#forgetTheSilent(), lookMs);
  }
}

function ignore(): void {}

/** Under TLS, the connection that carries it: that is the one that came. */
const rawOf = (socket: Socket): Socket => (socket as { _parent?: Socket })._parent ?? socket;
