import { ChatError } from '@rookery/protocol';
import type { UserId } from '@rookery/protocol';
import { TokenBucket } from './token-bucket.ts';

/** Lets a person and a modest bot through. */
const messages = { perSecond: 20, burst: 60 };
/** Anything, of one source. */
const events = { perSecond: 100, burst: 300 };
/** Of one address, whoever of her many people acts: an office, and no factory of messages, guests or rooms. */
const ofAddress = {
  writing: { perSecond: 300, burst: 3_000 },
  joining: { perSecond: 2_000 / 3_600, burst: 2_000 },
  founding: { perSecond: 1_000 / 3_600, burst: 1_000 },
} as const;
const sweepMs = 60_000;
/** Sources kept at once. Beyond it the oldest is forgotten. */
const sourcesLimit = 100_000;

/** What a request is charged as: all but `plain` also to the address; what writes also to the user, so that more connections give nobody more. */
export type Cost = 'plain' | keyof typeof ofAddress;

/** Where requests come from: a connection, or the name of what stands for one (a session, an address). */
export type Source = object | string;

/** Local limits: no network, no timer per connection. */
export class RateLimits {
  readonly #enabled: boolean;
  readonly #byUser = new Map<UserId, TokenBucket>();
  readonly #bySource = new Map<Source, TokenBucket>();
  readonly #byAddress = new Map<string, Partial<Record<Exclude<Cost, 'plain'>, TokenBucket>>>();
  readonly #sweep: NodeJS.Timeout;

  constructor(enabled: boolean) {
    this.#enabled = enabled;
    this.#sweep = setInterval(() => {
      const now = performance.now();
      for (const [user, bucket] of this.#byUser) if (bucket.isFull(now)) this.#byUser.delete(user);
      for (const [source, bucket] of this.#bySource) if (bucket.isFull(now)) this.#bySource.delete(source);
      for (const [address, own] of this.#byAddress)
        if (Object.values(own).every((bucket) => bucket.isFull(now))) this.#byAddress.delete(address);
    }, sweepMs);
    this.#sweep.unref();
  }

  /** Throws `rate_limited` when the request comes too soon. `user` and `cost` where they are known. */
  check(source: Source, user: UserId | null, cost: Cost, address: string | null = null): void {
    if (!this.#enabled) return;
    const now = performance.now();
    let waitMs = this.#of(source, now).take(now);
    if (waitMs === 0 && address && cost !== 'plain') waitMs = this.#ofAddress(address, cost, now).take(now);
    if (waitMs === 0 && user && (cost === 'writing' || cost === 'founding')) {
      let own = this.#byUser.get(user);
      if (!own) this.#byUser.set(user, (own = new TokenBucket(messages, now)));
      waitMs = own.take(now);
    }
    if (waitMs > 0) throw new ChatError('rate_limited', { retryAfterMs: waitMs });
  }

  /** Throws `rate_limited` where the source has spent what it has. Costs nothing. */
  refuseSpent(source: Source): void {
    const waitMs = this.#enabled ? (this.#bySource.get(source)?.waitMs(performance.now()) ?? 0) : 0;
    if (waitMs > 0) throw new ChatError('rate_limited', { retryAfterMs: waitMs });
  }

  #ofAddress(address: string, cost: Exclude<Cost, 'plain'>, now: number): TokenBucket {
    let own = this.#byAddress.get(address);
    if (!own) {
      if (this.#byAddress.size >= sourcesLimit)
        for (const oldest of this.#byAddress.keys()) {
          this.#byAddress.delete(oldest);
          break;
        }
      this.#byAddress.set(address, (own = {}));
    }
    return (own[cost] ??= new TokenBucket(ofAddress[cost], now));
  }

  #of(source: Source, now: number): TokenBucket {
    let bucket = this.#bySource.get(source);
    if (bucket) return bucket;
    if (this.#bySource.size >= sourcesLimit)
      for (const oldest of this.#bySource.keys()) {
        this.#bySource.delete(oldest);
        break;
      }
    this.#bySource.set(source, (bucket = new TokenBucket(events, now)));
    return bucket;
  }

  forget(source: Source): void {
    this.#bySource.delete(source);
  }

  close(): void {
    clearInterval(this.#sweep);
  }
}
