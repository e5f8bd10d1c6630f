import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/**
 * A piece of network of our own in front of a server. `pass` forwards; `silent` takes connections and forwards nothing in either
 * direction (half-open: neither side learns of it); `slow` forwards at most `bytesPerSecond` to the client, after a delay; `refuse`
 * resets whoever comes.
 */
export type NetworkState =
  | { readonly state: 'pass' }
  | { readonly state: 'silent' }
  | { readonly state: 'slow'; readonly delayMs: number; readonly bytesPerSecond: number }
  | { readonly state: 'refuse' };

/** Whose connections are meant, by the ports of the clients. */
export type Concerned = () => ReadonlySet<number>;

const passing: NetworkState = { state: 'pass' };
const tickMs = 50;

type Pair = {
  readonly client: Socket;
  readonly clientPort: number;
  readonly server: Socket;
  /** Of its own piece of the network. */
  state: NetworkState;
  resetAfterNext: boolean;
  waiting: Buffer[];
  timer: NodeJS.Timeout | null;
};

export class TcpProxy {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #state: NetworkState = passing;
  /** Null: everybody. */
  #concerned: Concerned | null = null;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(targetPort: number): Promise<TcpProxy> {
    const server = createServer({ pauseOnConnect: true });
    const proxy = new TcpProxy(server);
    server.on('connection', (client) => proxy.#join(client, targetPort));
    server.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Who is connected stays, and feels it from now on. Given `concerned`, all others (new ones, too) pass. */
  set(state: NetworkState, concerned: Concerned | null = null): void {
    this.#state = state;
    this.#concerned = concerned;
    if (state.state === 'refuse') this.cut(concerned);
    const ports = concerned?.();
    for (const pair of this.#pairs) {
      pair.state = ports === undefined || ports.has(pair.clientPort) ? state : passing;
      this.#apply(pair);
    }
  }

  /** Ends every connection, as a cable that is pulled and put back. */
  cut(concerned: Concerned | null = null): void {
    for (const pair of this.#pairsOf(concerned)) this.#end(pair, false);
  }

  /** Every connection gets half of the next bytes from the server, then a reset. */
  resetInMidFrame(concerned: Concerned | null = null): void {
    for (const pair of this.#pairsOf(concerned)) pair.resetAfterNext = true;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client: Socket, targetPort: number): void {
    client.on('error', () => undefined);
    const clientPort = client.remotePort ?? 0;
    const state = this.#concerned === null || this.#concerned().has(clientPort) ? this.#state : passing;
    if (state.state === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    const server = connect(targetPort, '127.0.0.1');
    const pair: Pair = { client, clientPort, server, state, resetAfterNext: false, waiting: [], timer: null };
    this.#pairs.add(pair);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => this.#end(pair, true));
      socket.on('close', () => this.#end(pair, false));
    }
    client.on('data', (data) => {
      if (!server.write(data)) client.pause();
    });
    server.on('drain', () => this.#apply(pair));
    client.on('drain', () => this.#apply(pair));
    server.on('data', (data) => this.#toClient(pair, data));
    this.#apply(pair);
  }

  #toClient(pair: Pair, data: Buffer): void {
    if (pair.resetAfterNext) {
      pair.client.write(data.subarray(0, Math.ceil(data.length / 2)), () => this.#end(pair, true));
      return;
    }
    if (pair.state.state !== 'slow' && pair.waiting.length === 0) {
      if (!pair.client.write(data)) pair.server.pause();
      return;
    }
    pair.waiting.push(data);
    // The rest stays in the server's own buffers.
    pair.server.pause();
    pair.timer ??= setTimeout(() => this.#drip(pair), pair.state.state === 'slow' ? pair.state.delayMs : 0);
  }

  #drip(pair: Pair): void {
    pair.timer = null;
    if (!this.#pairs.has(pair)) return;
    const share = pair.state.state === 'slow' ? Math.max(1, (pair.state.bytesPerSecond * tickMs) / 1_000) : Infinity;
    let left = pair.state.state === 'silent' ? 0 : share;
    while (left > 0) {
      const next = pair.waiting.shift();
      if (!next) break;
      pair.client.write(next.subarray(0, left));
      if (next.length > left) pair.waiting.unshift(next.subarray(left));
      left -= next.length;
    }
    if (pair.waiting.length > 0) pair.timer = setTimeout(() => this.#drip(pair), tickMs);
    else this.#apply(pair);
  }

  #apply(pair: Pair): void {
    if (pair.state.state === 'silent') {
      pair.client.pause();
      pair.server.pause();
      return;
    }
    pair.client.resume();
    if (pair.waiting.length === 0) pair.server.resume();
  }

  #pairsOf(concerned: Concerned | null): Pair[] {
    const ports = concerned?.();
    return [...this.#pairs].filter(({ clientPort }) => ports === undefined || ports.has(clientPort));
  }

  #end(pair: Pair, withReset: boolean): void {
    if (!this.#pairs.delete(pair)) return;
    if (pair.timer) clearTimeout(pair.timer);
    for (const socket of [pair.client, pair.server]) {
      if (withReset) socket.resetAndDestroy();
      else socket.destroy();
    }
  }
}
