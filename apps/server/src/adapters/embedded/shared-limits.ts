import { TokenBucket } from '../../domain/token-bucket.ts';
import type { Rate } from '../../domain/token-bucket.ts';
import type { SharedLimits } from '../../ports/shared-limits.ts';

/** Names kept at once. Beyond it the oldest is forgotten. */
const kept = 50_000;
const sweepMs = 60_000;

/** There is one process, so it counts in its memory: a start forgives everybody. */
export class EmbeddedSharedLimits implements SharedLimits {
  readonly #buckets = new Map<string, TokenBucket>();
  readonly #sweep: NodeJS.Timeout;

  constructor() {
    this.#sweep = setInterval(() => {
      const now = performance.now();
      for (const [name, bucket] of this.#buckets) if (bucket.isFull(now)) this.#buckets.delete(name);
    }, sweepMs);
    this.#sweep.unref();
  }

  take(name: string, rate: Rate): Promise<number> {
    const now = performance.now();
    let bucket = this.#buckets.get(name);
    if (!bucket) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined && this.#buckets.size >= kept) this.#buckets.delete(oldest);
      this.#buckets.set(name, (bucket = new TokenBucket(rate, now)));
    }
    return Promise.resolve(bucket.take(now));
  }

  forgive(name: string): Promise<void> {
    this.#buckets.delete(name);
    return Promise.resolve();
  }

  close(): void {
    clearInterval(this.#sweep);
  }
}
