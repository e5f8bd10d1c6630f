import { ChatError } from '@rookery/protocol';
import { addressKey } from './address-key.ts';
import type { Rate } from '../domain/token-bucket.ts';
import type { SharedLimits } from '../ports/shared-limits.ts';

/** Of one address: an office in the morning, and a guess every two seconds. */
const signIns: Rate = { perSecond: 0.5, burst: 120 };
const registrations: Rate = { perSecond: 200 / 3_600, burst: 200 };
/** Wrong passwords for one name from one network; the right one forgives them. */
const guesses: Rate = { perSecond: 1 / 60, burst: 10 };
/** Wrong passwords for one name from everywhere: no refusal, since a stranger could bring it about, but each try then takes longer. */
const freeFailures = 5;
const firstDelayMs = 100;
const longestDelayMs = 3_000;
/** One failure is forgotten in this time. */
const forgetMs = 60_000;
const kept = 50_000;
const sweepMs = 60_000;

type Failures = { count: number; at: number };

/**
 * What signing in and registering is charged, on all nodes together: by address, and by name within a network. A name alone is only slowed down, by each
 * node: nobody can lock anybody else out. [ACC-6]
 */
export class SignInLimits {
  /** Null where nothing is limited. */
  readonly #shared: SharedLimits | null;
  readonly #failures = new Map<string, Failures>();
  readonly #sweep: NodeJS.Timeout;

  constructor(shared: SharedLimits | null) {
    this.#shared = shared;
    this.#sweep = setInterval(() => {
      const now = performance.now();
      for (const [name, failures] of this.#failures) if (left(failures, now) === 0) this.#failures.delete(name);
    }, sweepMs);
    this.#sweep.unref();
  }

  /** Throws `rate_limited`. */
  async register(address: string): Promise<void> {
    await this.#take(`register ${addressKey(address)}`, registrations);
  }

  /** A try to sign in, before anything is spent on it. Resolves when it may go on. Throws `rate_limited`. `name`: folded. */
  async attempt(address: string, name: string): Promise<void> {
    await this.#take(`address ${addressKey(address)}`, signIns);
    await this.#take(pairOf(address, name), guesses);
    const delayMs = this.#delayMs(name);
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
  }

  failed(name: string): void {
    if (!this.#shared) return;
    const now = performance.now();
    const known = this.#failures.get(name);
    makeRoom(this.#failures);
    this.#failures.set(name, { count: (known ? left(known, now) : 0) + 1, at: now });
  }

  /** The password was right: what was guessed from here is forgiven. */
  async succeeded(address: string, name: string): Promise<void> {
    await this.#shared?.forgive(pairOf(address, name));
  }

  async #take(key: string, rate: Rate): Promise<void> {
    const waitMs = (await this.#shared?.take(key, rate)) ?? 0;
    if (waitMs > 0) throw new ChatError('rate_limited', { retryAfterMs: waitMs });
  }

  #delayMs(name: string): number {
    const known = this.#failures.get(name);
    const beyond = known ? left(known, performance.now()) - freeFailures : 0;
    return beyond <= 0 ? 0 : Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(beyond, 10));
  }

  close(): void {
    clearInterval(this.#sweep);
  }
}

const left = ({ count, at }: Failures, now: number): number => Math.max(0, count - Math.floor((now - at) / forgetMs));

/** By network: whoever has one address of it can have another. */
function pairOf(address: string, name: string): string {
  const key = addressKey(address);
  return `name ${key.includes(':') ? key : key.replace(/\.\d+$/, '')} ${name}`;
}

function makeRoom(map: Map<string, unknown>): void {
  if (map.size < kept) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
