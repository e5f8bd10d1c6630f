import type { AnswerOf, ClientEventName, ErrorBody, PayloadOf, RequestOf, ServerEventName } from '@rookery/protocol';
import { ClientError } from './client-error.ts';
import type { Clock } from './clock.ts';
import { Observed } from './observable.ts';
import type { Observable } from './observable.ts';
import type { Link, Transport } from './transport/transport.ts';

/**
 * Times are ms since the epoch. There is no `offline`: a browser calls itself that while a server on the same machine or network is within
 * reach, so the connection keeps trying, and tries at once when the browser says that it is back.
 */
export type ConnectionState =
  | { readonly state: 'idle' }
  | { readonly state: 'connecting' }
  | { readonly state: 'online'; readonly node: string; readonly since: number }
  | {
      readonly state: 'reconnecting';
      readonly attempt: number;
      readonly since: number;
      /** Null while an attempt is under way. */
      readonly retryAt: number | null;
      /** The server answers, and refuses requests from this page: a proxy changes their Host, or the page is of another origin. */
      readonly refused?: true;
    }
  /** For good: closed by the program, or the server speaks another protocol. */
  | { readonly state: 'ended'; readonly reason: 'closed' | 'version' };

const requestDeadlineMs = 10_000;
/** From opening to `server:hello`: a proxy may take a connection that nobody behind it serves. */
const helloDeadlineMs = 15_000;
const firstDelayMs = 300;
const longestDelayMs = 10_000;

type ConnectionEvents = {
  /** The first event of a new connection. */
  hello(hello: PayloadOf<'server:hello'>): void;
  event<Name extends ServerEventName>(name: Name, payload: PayloadOf<Name>): void;
  /** `token` is refused. Null: a cookie is, which only an answer over HTTP can take away. */
  unauthorized(token: string | null): void;
};

type Attempt = { readonly token: string | null; link: Link | null };

/** Keeps one connection: reconnects with jittered, growing delays, and when the server says so. [CLI-7] */
export class ClientConnection {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #token: () => string | null;
  readonly #events: ConnectionEvents;
  readonly #state = new Observed<ConnectionState>({ state: 'idle' });
  /** The attempt whose events count. Events of earlier attempts are ignored. */
  #current: Attempt | null = null;
  /** Attempts since a connection was last of use (see `proved`). */
  #attempt = 0;
  #lostAt = 0;
  #cancelRetry: (() => void) | null = null;
  /** Of the current connection: for its `server:hello`, then for its drain. */
  #cancelTimer: (() => void) | null = null;

  constructor(
    transport: Transport,
    clock: Clock,
    random: () => number,
    token: () => string | null,
    events: ConnectionEvents,
  ) {
    this.#transport = transport;
    this.#clock = clock;
    this.#random = random;
    this.#token = token;
    this.#events = events;
  }

  get state(): Observable<ConnectionState> {
    return this.#state;
  }

  get isOnline(): boolean {
    return this.#state.get().state === 'online';
  }

  /** By what it goes now: null while there is none, and where that is not known. */
  get way(): 'websocket' | 'polling' | null {
    return this.isOnline ? (this.#current?.link?.way?.() ?? null) : null;
  }

  /** Resolves when there is a connection; rejects when there will be none. */
  untilOnline(): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        const now = this.#state.get();
        if (now.state !== 'online' && now.state !== 'ended') return;
        unsubscribe();
        if (now.state === 'online') resolve();
        else if (now.reason === 'version')
          reject(
            new ClientError('bad_request', 'The server speaks another protocol: use another version of the client.'),
          );
        else reject(new ClientError('offline', 'The client is closed.'));
      };
      const unsubscribe = this.#state.subscribe(check);
      check();
    });
  }

  open(): void {
    const { state } = this.#state.get();
    if (state !== 'idle' && state !== 'ended') return;
    this.#attempt = 0;
    this.#state.set({ state: 'connecting' });
    this.#connect();
  }

  /** Throws `ClientError`. */
  async request<Name extends ClientEventName>(name: Name, payload: RequestOf<Name> | object): Promise<AnswerOf<Name>> {
    const attempt = this.#current;
    if (!attempt?.link || !this.isOnline) throw new ClientError('offline', 'There is no connection.');
    try {
      return await attempt.link.request(name, payload, requestDeadlineMs);
    } catch (error) {
      if (this.#current === attempt) throw error;
      // The request itself did not fail: it may be repeated as soon as there is a connection again.
      throw new ClientError('offline', 'The connection was lost before the answer came.', { retryAfterMs: 0 });
    }
  }

  /** Does not wait for the next attempt. */
  tryNow(): void {
    if (!this.#cancelRetry) return;
    this.#stopWaiting();
    this.#connect();
  }

  /** The connection works: delays start small again at the next loss. Not called at the greeting, so that a node which greets and then fails
   * is tried less and less often. */
  proved(): void {
    this.#attempt = 0;
  }

  /** This connection is of no use: another one, after a delay that grows. */
  again(): void {
    if (!this.isOnline) return;
    this.#drop();
    this.#lost(null);
  }

  /** A new connection at once: the session is another, or the node leaves. */
  restart(): void {
    const { state } = this.#state.get();
    if (state === 'idle' || state === 'ended') return;
    this.#drop();
    this.#attempt = 0;
    this.#lost(0);
  }

  close(): void {
    this.#end('closed');
  }

  #end(reason: 'closed' | 'version'): void {
    this.#stopWaiting();
    this.#drop();
    this.#state.set({ state: 'ended', reason });
  }

  #drop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    const attempt = this.#current;
    this.#current = null;
    attempt?.link?.close();
  }

  #stopWaiting(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = null;
  }

  #connect(): void {
    this.#cancelRetry = null;
    const state = this.#state.get();
    if (state.state === 'reconnecting') this.#state.set({ ...state, retryAt: null });
    const attempt: Attempt = { token: this.#token(), link: null };
    this.#current = attempt;
    this.#cancelTimer = this.#clock.after(helloDeadlineMs, () => {
      this.#drop();
      this.#lost(null);
    });
    const link = this.#transport.open(
      { token: attempt.token },
      {
        event: (name, payload) => {
          if (this.#current === attempt) this.#receive(name, payload);
        },
        closed: (refusal) => {
          if (this.#current === attempt) this.#closed(attempt, refusal);
        },
      },
    );
    attempt.link = link;
    // `open` may have reported the end of the link before it returned.
    if (this.#current !== attempt) link.close();
  }

  #receive<Name extends ServerEventName>(name: Name, payload: PayloadOf<Name>): void {
    if (name === 'server:hello') {
      const hello = payload as PayloadOf<'server:hello'>;
      this.#cancelTimer?.();
      this.#cancelTimer = null;
      this.#state.set({ state: 'online', node: hello.node, since: this.#clock.now() });
      this.#events.hello(hello);
    } else if (name === 'server:drain') {
      const { reconnectInMs } = payload as PayloadOf<'server:drain'>;
      this.#cancelTimer?.();
      this.#cancelTimer = this.#clock.after(reconnectInMs, () => this.restart());
    } else this.#events.event(name, payload);
  }

  #closed(attempt: Attempt, refusal: ErrorBody | null): void {
    this.#drop();
    if (refusal?.code === 'bad_request') {
      this.#end('version');
      return;
    }
    if (refusal?.code === 'unauthorized' && attempt.token === null) this.#events.unauthorized(null);
    if (refusal?.code !== 'unauthorized' || attempt.token === null) {
      this.#lost(
        refusal?.retryAfterMs === undefined ? null : refusal.retryAfterMs * (1 + this.#random() / 2),
        refusal?.code === 'forbidden',
      );
      return;
    }
    this.#events.unauthorized(attempt.token);
    // At once, without the token. Where the storage could not forget it, after a delay: it would be refused again.
    if (this.#state.get().state !== 'ended') this.#lost(this.#token() === attempt.token ? null : 0);
  }

  #lost(delayMs: number | null, refused = false): void {
    const current = this.#state.get();
    if (current.state !== 'reconnecting') this.#lostAt = this.#clock.now();
    this.#attempt += 1;
    const grown = Math.min(longestDelayMs, firstDelayMs * 2 ** (this.#attempt - 1));
    // Half of it at random: a thousand clients that lost one node do not come back at once.
    const wait = delayMs ?? grown * (0.5 + this.#random() * 0.5);
    this.#stopWaiting();
    this.#cancelRetry = this.#clock.after(wait, () => this.#connect());
    this.#state.set({
      state: 'reconnecting',
      attempt: this.#attempt,
      since: this.#lostAt,
      retryAt: this.#clock.now() + wait,
      ...(refused ? { refused } : {}),
    });
  }
}
