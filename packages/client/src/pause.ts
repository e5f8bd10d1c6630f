import type { Clock } from './clock.ts';
import { asClientError } from './client-error.ts';

const firstMs = 500;
const longestMs = 30_000;

/** How long to wait before trying again: as long as the server says, else longer each time; never all clients at once. */
export function pauseMs(failures: number, error: unknown, random: () => number): number {
  const asked = asClientError(error).retryAfterMs;
  const grown = Math.min(longestMs, firstMs * 2 ** Math.max(0, failures - 1));
  return asked === undefined ? grown * (0.5 + random() / 2) : asked * (1 + random() / 2);
}

/** One sleeper that others may wake. */
export class Pause {
  readonly #clock: Clock;
  #end: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  wait(ms: number): Promise<void> {
    this.end();
    if (ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#clock.after(ms, () => this.end());
      this.#end = () => {
        cancel();
        this.#end = null;
        resolve();
      };
    });
  }

  end(): void {
    this.#end?.();
  }
}
