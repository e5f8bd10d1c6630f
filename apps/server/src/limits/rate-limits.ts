import { ChatError } from '@rookery/protocol';
import type { UserId } from '@rookery/protocol';
import { AddressTurns } from './address-turns.ts';
import { TokenBucket } from '../domain/token-bucket.ts';
import type { Rate } from '../domain/token-bucket.ts';

/** Lets a person and a modest bot through. */
const messages = { perSecond: 20, burst: 60 };
/** Anything, of one source. */
const events = { perSecond: 100, burst: 300 };
/** Of one address, whoever of her many people acts: an office, and no factory of events, messages, guests or rooms. */
const ofAddress = {
  plain: { perSecond: 500, burst: 2_000 },
  writing: { perSecond: 300, burst: 3_000 },
  founding: { perSecond: 1_000 / 3_600, burst: 1_000 },
  // Each looks at all rooms.
  searching: { perSecond: 50, burst: 300 },
} as const;
/** A school class that comes at once, or twenty. */
const guestMinutesAtOnce = 20;
/** What each source may do where its address has spent all it has: an office goes on, also when all of it comes back at once. */
const modest = { perSecond: 5, burst: 30 };
const sweepMs = 60_000;
/** Sources kept at once. Beyond it the oldest is forgotten. */
const sourcesLimit = 100_000;

/** What a request is charged as: all of them to the source and, as `plain`, to the address; what writes also to the user, so that more connections give nobody more. */
export type Cost = keyof typeof ofAddress | 'joining';

/** Where requests come from: a connection, or the name of what stands for one (a session, an address). */
export type Source = object | string;

/** `modest` is there once its address has spent all it has. */
type OfSource = { readonly all: TokenBucket; modest: TokenBucket | null };

/** Local limits: no network, no timer per connection. */
export class RateLimits {
  readonly #enabled: boolean;
  readonly #rates: Readonly<Record<Cost, Rate>>;
  readonly #byUser = new Map<UserId, TokenBucket>();
  readonly #bySource = new Map<Source, OfSource>();
  readonly #byAddress = new Map<string, Partial<Record<Cost, TokenBucket>>>();
  readonly #turns = new AddressTurns();
  readonly #sweep: NodeJS.Timeout;

  /** `guestsPerMinute`: so many may join from one address. */
  constructor(enabled: boolean, guestsPerMinute: number) {
    this.#enabled = enabled;
    const joining = { perSecond: guestsPerMinute / 60, burst: guestsPerMinute * guestMinutesAtOnce };
    this.#rates = { ...ofAddress, joining };
    this.#sweep = setInterval(() => {
      const now = performance.now();
      for (const [user, bucket] of this.#byUser) if (bucket.isFull(now)) this.#byUser.delete(user);
      for (const [source, { all }] of this.#bySource) if (all.isFull(now)) this.#bySource.delete(source);
      for (const [address, own] of this.#byAddress)
        if (Object.values(own).every((bucket) => bucket.isFull(now))) this.#byAddress.delete(address);
    }, sweepMs);
    this.#sweep.unref();
  }

  /** Throws `rate_limited` when the request comes too soon. `user` and `cost` where they are known. */
  check(source: Source, user: UserId | null, cost: Cost, address: string | null = null): void {
    const retryAfterMs = this.waitMs(source, user, cost, address);
    if (retryAfterMs > 0) throw new ChatError('rate_limited', { retryAfterMs });
  }

  /** Likewise: 0 where the request may go on, else the ms after which it may be repeated. */
  waitMs(source: Source, user: UserId | null, cost: Cost, address: string | null): number {
    if (!this.#enabled) return 0;
    const now = performance.now();
    const own = this.#of(source, now);
    let waitMs = own.all.take(now);
    if (waitMs === 0 && address) {
      waitMs = this.#ofAddress(address, 'plain', now).take(now);
      if (waitMs > 0) waitMs = (own.modest ??= new TokenBucket(modest, now)).take(now);
    }
    if (waitMs === 0 && address && cost !== 'plain') waitMs = this.#ofAddress(address, cost, now).take(now);
    if (waitMs === 0 && user && (cost === 'writing' || cost === 'founding')) {
      let own = this.#byUser.get(user);
      if (!own) this.#byUser.set(user, (own = new TokenBucket(messages, now)));
      waitMs = own.take(now);
    }
    return waitMs;
  }

  /** Serves a request that may go on when its address and its source have their turn. */
  inTurn<T>(source: Source, address: string | null, work: () => Promise<T>): Promise<T> {
    return this.#enabled && address ? this.#turns.run(address, source, work) : work();
  }

  /** Throws `rate_limited` where the source has spent what it has. Costs nothing. */
  refuseSpent(source: Source): void {
    const waitMs = this.#enabled ? (this.#bySource.get(source)?.all.waitMs(performance.now()) ?? 0) : 0;
    if (waitMs > 0) throw new ChatError('rate_limited', { retryAfterMs: waitMs });
  }

  #ofAddress(address: string, cost: Cost, now: number): TokenBucket {
    let own = this.#byAddress.get(address);
    if (!own) {
      if (this.#byAddress.size >= sourcesLimit)
        for (const oldest of this.#byAddress.keys()) {
          this.#byAddress.delete(oldest);
          break;
        }
      this.#byAddress.set(address, (own = {}));
    }
    return (own[cost] ??= new TokenBucket(this.#rates[cost], now));
  }

  #of(source: Source, now: number): OfSource {
    const known = this.#bySource.get(source);
    if (known) return known;
    if (this.#bySource.size >= sourcesLimit)
      for (const oldest of this.#bySource.keys()) {
        this.#bySource.delete(oldest);
        break;
      }
    const own = { all: new TokenBucket(events, now), modest: null };
    this.#bySource.set(source, own);
    return own;
  }

  forget(source: Source): void {
    this.#bySource.delete(source);
  }

  close(): void {
    clearInterval(this.#sweep);
  }
}
