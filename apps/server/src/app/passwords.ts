import { hash, verify } from '@node-rs/argon2';
import { ChatError } from '@rookery/protocol';

/** Argon2id as OWASP has it: 19 MiB, some 20 ms of one core. What is kept says with what it was made. [ACC-2] */
const costs = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Made at once. More would only take memory, and cores from everybody's messages. */
const atOnce = 2;
/** Those that wait for their turn: about a second. */
const usuallyWaiting = 100;

/** Nobody's, made with the same costs: where there is none to compare with, comparing takes as long. */
const nobodys = '$argon2id$v=19$m=19456,t=2,p=1$cm9va2VyeS1ub2JvZHkhIQ$Y4KzzIgUErd7/K7tAmABwA2eMCXmbCD25+kvB5hRRio';

/** Makes and compares the hashes of passwords, a few at a time, in threads beside this one. [ACC-3] */
export class Passwords {
  readonly #mostWaiting: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(mostWaiting = usuallyWaiting) {
    this.#mostWaiting = mostWaiting;
  }

  /** As it is kept. Throws `unavailable` where too many wait. */
  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(password, costs));
  }

  /** Whether `kept` was made of this password. `null`: no, after the same work. Throws `unavailable` where too many wait. */
  fits(kept: string | null, password: string): Promise<boolean> {
    return this.#inTurn(async () => (await verify(kept ?? nobodys, password)) && kept !== null);
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < atOnce) this.#running += 1;
    else {
      if (this.#waiting.length >= this.#mostWaiting)
        throw new ChatError('unavailable', {
          message: 'Too many sign in at this moment: try again after retryAfterMs.',
          retryAfterMs: 1_000 + Math.floor(Math.random() * 2_000),
        });
      // Whoever ends hands its place on.
      await new Promise<void>((go) => this.#waiting.push(go));
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
