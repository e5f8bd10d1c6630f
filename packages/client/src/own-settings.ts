import type { Settings } from '@rookery/protocol';
import { asClientError } from './client-error.ts';
import type { ClientError } from './client-error.ts';
import { Observed } from './observable.ts';
import type { Observable } from './observable.ts';

type Needs = {
  readonly read: () => Promise<{ readonly settings: Settings }>;
  readonly isJoined: () => boolean;
  readonly untilRetry: (failures: number, error: ClientError) => Promise<void>;
};

/** The user's settings, and whom she has blocked: read when somebody wants to know, and again with each connection; kept up to date between. */
export class OwnSettings {
  readonly #needs: Needs;
  readonly #now = new Observed<Settings | null>(null);
  /** Raised by whatever makes an answer that is under way old. */
  #version = 0;
  #isWanted = false;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Null until they are known. */
  readonly view: Observable<Settings | null> = {
    get: () => this.#now.get(),
    subscribe: (listener) => {
      const stop = this.#now.subscribe(listener);
      if (!this.#isWanted) {
        this.#isWanted = true;
        void this.#load();
      }
      return stop;
    },
  };

  /** A connection has begun: what was told meanwhile was missed. */
  resume(): void {
    if (this.#isWanted) void this.#load();
  }

  /** What the server has told, or answered. */
  learn(settings: Settings): void {
    this.#version += 1;
    this.#now.set(settings);
  }

  clear(): void {
    this.#version += 1;
    this.#now.set(null);
  }

  async #load(): Promise<void> {
    this.#version += 1;
    const version = this.#version;
    for (let failures = 1; this.#needs.isJoined() && version === this.#version; failures += 1)
      try {
        const { settings } = await this.#needs.read();
        if (version === this.#version) this.learn(settings);
        return;
      } catch (error) {
        const failure = asClientError(error);
        // With the next connection it is asked again.
        if (!failure.isPassing || failure.code === 'offline') return;
        await this.#needs.untilRetry(failures, failure);
      }
  }
}
