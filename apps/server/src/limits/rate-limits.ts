import { ChatError } from '@rookery/protocol';
import type { ClientEventName, UserId } from '@rookery/protocol';
import type { Connection } from '../delivery/connection.ts';
import { TokenBucket } from './token-bucket.ts';

/** Lets a person and a modest bot through. */
const messages = { perSecond: 20, burst: 60 };
/** Anything, of one connection. */
const events = { perSecond: 100, burst: 300 };
const sweepMs = 60_000;
const writes: ReadonlySet<ClientEventName> = new Set([
  'message:room',
  'message:private',
  'message:edit',
  'message:delete',
  'message:react',
  'room:create',
  'room:edit',
  'room:invite',
  'room:remove',
]);

/** Local limits: no network, no timer per connection. */
export class RateLimits {
  readonly #enabled: boolean;
  readonly #byUser = new Map<UserId, TokenBucket>();
  readonly #byConnection = new Map<Connection, TokenBucket>();
  readonly #sweep: NodeJS.Timeout;

  constructor(enabled: boolean) {
    this.#enabled = enabled;
    this.#sweep = setInterval(() => {
      const now = performance.now();
      for (const [user, bucket] of this.#byUser) if (bucket.isFull(now)) this.#byUser.delete(user);
      for (const [connection, bucket] of this.#byConnection)
        if (bucket.isFull(now)) this.#byConnection.delete(connection);
    }, sweepMs);
    this.#sweep.unref();
  }

  /** Throws `rate_limited` when the event comes too soon. */
  check(connection: Connection, event: ClientEventName | null): void {
    if (!this.#enabled) return;
    const now = performance.now();
    let bucket = this.#byConnection.get(connection);
    if (!bucket) this.#byConnection.set(connection, (bucket = new TokenBucket(events, now)));
    let waitMs = bucket.take(now);
    if (waitMs === 0 && connection.user && event && writes.has(event)) {
      let own = this.#byUser.get(connection.user.id);
      if (!own) this.#byUser.set(connection.user.id, (own = new TokenBucket(messages, now)));
      waitMs = own.take(now);
    }
    if (waitMs > 0) throw new ChatError('rate_limited', { retryAfterMs: waitMs });
  }

  forget(connection: Connection): void {
    this.#byConnection.delete(connection);
  }

  close(): void {
    clearInterval(this.#sweep);
  }
}
