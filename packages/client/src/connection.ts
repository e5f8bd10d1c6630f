import type { AnswerOf, ClientEventName, ErrorBody, PayloadOf, RequestOf, ServerEventName } from '@rookery/protocol';
import { ClientError } from './client-error.ts';
import type { Clock } from './clock.ts';
import { Observed } from './observable.ts';
import type { Observable } from './observable.ts';
import type { Link, Transport } from './transport/transport.ts';

/** Times are ms since the epoch. */
export type ConnectionState =
  | { readonly state: 'idle' }
  | { readonly state: 'connecting' }
  | { readonly state: 'online'; readonly node: string; readonly since: number }
  | {
      readonly state: 'reconnecting';
      readonly attempt: number;
      readonly since: number;
      readonly retryAt: number | null;
    }
  | { readonly state: 'ended'; readonly reason: 'closed' | 'version' };

const requestDeadlineMs = 10_000;
const firstDelayMs = 300;
const longestDelayMs = 10_000;

type ConnectionEvents = {
  /** The first event of a new connection. */
  hello(hello: PayloadOf<'server:hello'>): void;
  event<Name extends ServerEventName>(name: Name, payload: PayloadOf<Name>): void;
  /** The token is refused. The connection goes on without one. */
  unauthorized(): void;
};

/** Keeps one connection: reconnects with jittered, growing delays, and when the server says so. */
export class ClientConnection {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #token: () => string | null;
  readonly #events: ConnectionEvents;
  readonly #state = new Observed<ConnectionState>({ state: 'idle' });
  #link: Link | null = null;
  #attempt = 0;
  #lostAt = 0;
  #cancelRetry: (() => void) | null = null;
  #cancelDrain: (() => void) | null = null;

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

  open(): void {
    const { state } = this.#state.get();
    if (state !== 'idle' && state !== 'ended') return;
    this.#state.set({ state: 'connecting' });
    this.#connect();
  }

  /** Throws `ClientError`. */
  async request<Name extends ClientEventName>(name: Name, payload: RequestOf<Name> | object): Promise<AnswerOf<Name>> {
    if (!this.#link || !this.isOnline) throw new ClientError('offline', 'There is no connection.');
    return this.#link.request(name, payload, requestDeadlineMs);
  }

  /** Does not wait for the next attempt. */
  tryNow(): void {
    if (!this.#cancelRetry) return;
    this.#cancelRetry();
    this.#cancelRetry = null;
    this.#connect();
  }

  /** A new connection at once: the session is another. */
  restart(): void {
    this.#drop();
    this.#attempt = 0;
    this.#lost(0);
  }

  close(): void {
    this.#drop();
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#state.set({ state: 'ended', reason: 'closed' });
  }

  #drop(): void {
    const link = this.#link;
    this.#link = null;
    this.#cancelDrain?.();
    this.#cancelDrain = null;
    link?.close();
  }

  #connect(): void {
    this.#cancelRetry = null;
    const current = this.#state.get();
    if (current.state === 'reconnecting') this.#state.set({ ...current, retryAt: null });
    const link: Link = this.#transport.open(
      { token: this.#token() },
      {
        event: (name, payload) => {
          if (this.#link === link) this.#hear(name, payload);
        },
        closed: (refusal) => {
          if (this.#link !== link) return;
          this.#link = null;
          this.#closed(refusal);
        },
      },
    );
    this.#link = link;
  }

  #hear<Name extends ServerEventName>(name: Name, payload: PayloadOf<Name>): void {
    if (name === 'server:hello') {
      const hello = payload as PayloadOf<'server:hello'>;
      this.#attempt = 0;
      this.#state.set({ state: 'online', node: hello.node, since: this.#clock.now() });
      this.#events.hello(hello);
    } else if (name === 'server:drain') {
      const { reconnectInMs } = payload as PayloadOf<'server:drain'>;
      this.#cancelDrain?.();
      this.#cancelDrain = this.#clock.after(reconnectInMs, () => this.restart());
    } else this.#events.event(name, payload);
  }

  #closed(refusal: ErrorBody | null): void {
    if (refusal?.code === 'bad_request') {
      this.#state.set({ state: 'ended', reason: 'version' });
      return;
    }
    if (refusal?.code === 'unauthorized') this.#events.unauthorized();
    this.#lost(refusal?.code === 'unauthorized' ? 0 : (refusal?.retryAfterMs ?? null));
  }

  #lost(delayMs: number | null): void {
    const current = this.#state.get();
    if (current.state !== 'reconnecting') this.#lostAt = this.#clock.now();
    this.#attempt += 1;
    const grown = Math.min(longestDelayMs, firstDelayMs * 2 ** (this.#attempt - 1));
    // Full jitter above a half: a thousand clients that lost one node do not come back at once.
    const wait = delayMs ?? grown * (0.5 + this.#random() * 0.5);
    this.#state.set({
      state: 'reconnecting',
      attempt: this.#attempt,
      since: this.#lostAt,
      retryAt: this.#clock.now() + wait,
    });
    this.#cancelRetry?.();
    this.#cancelRetry = this.#clock.after(wait, () => this.#connect());
  }
}
