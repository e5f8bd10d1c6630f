import { ChatError } from '@rookery/protocol';
import { Piscina } from 'piscina';
import type { PasswordWork } from './password-thread.ts';

/** Made at once. More would only take memory, and cores from everybody's messages. */
const atOnce = 2;
/** Those that wait for their turn: about a second. */
const usuallyWaiting = 100;
/** A thread that has nothing to do ends after so long, ms. */
const idleMs = 10_000;
/** The threads run where the core has nothing better to do: messages go first, where there is but one. As `nice` has it. */
const niceness = 19;

/** Runs from source and from the build. */
const threadUrl = new URL(`./password-thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);

/** Makes and compares the hashes of passwords, a few at a time, in threads beside this one. [ACC-3] */
export class Passwords {
  readonly #threads: Piscina<PasswordWork, string | boolean>;
  readonly #most: number;
  #underWay = 0;

  constructor(mostWaiting = usuallyWaiting) {
    this.#most = atOnce + mostWaiting;
    this.#threads = new Piscina({
      filename: threadUrl.href,
      minThreads: 0,
      maxThreads: atOnce,
      idleTimeout: idleMs,
      niceIncrement: niceness,
      recordTiming: false,
    });
  }

  /** As it is kept. Throws `unavailable` where too many wait. */
  async hash(password: string): Promise<string> {
    return String(await this.#inTurn({ password }));
  }

  /** Whether `kept` was made of this password. `null`: no, after the same work. Throws `unavailable` where too many wait. */
  async fits(kept: string | null, password: string): Promise<boolean> {
    return (await this.#inTurn({ password, kept })) === true;
  }

  /** Ends the threads: what is under way fails. */
  close(): Promise<void> {
    return this.#threads.destroy();
  }

  async #inTurn(work: PasswordWork): Promise<string | boolean> {
    if (this.#underWay >= this.#most)
      throw new ChatError('unavailable', {
        message: 'Too many sign in at this moment: try again after retryAfterMs.',
        retryAfterMs: 1_000 + Math.floor(Math.random() * 2_000),
      });
    this.#underWay += 1;
    try {
      return await this.#threads.run(work, { name: 'work' });
    } finally {
      this.#underWay -= 1;
    }
  }
}
