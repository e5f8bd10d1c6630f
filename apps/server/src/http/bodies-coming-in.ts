import { ChatError } from '@rookery/protocol';
import type { Call } from './exchanges.ts';

/** Files that come in at once over one node: each holds a connection and an open file. */
const mostAtOnce = 256;
/** Whoever has not sent so much in that time gives way to a newcomer where there are that many. */
const pieceBytes = 4_096;
const restMs = 3_000;
const lookEveryMs = 1_000;

type Coming = { readonly call: Pick<Call, 'passed' | 'abort'>; passed: number; since: number };

/** The bodies of files that come in: so many that others of the node's calls have room beside them, and none that rests keeps out who would send. [FILE-6] */
export class BodiesComingIn {
  readonly #all = new Set<Coming>();
  readonly #now: () => number;
  #looking: NodeJS.Timeout | undefined;

  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** Call what it returns when the body has come, or has broken off. Throws `unavailable` where too many come. */
  begin(call: Coming['call']): () => void {
    if (this.#all.size >= mostAtOnce && !this.#cutOffOneThatRests())
      throw new ChatError('unavailable', { message: 'Too many files come in right now.', retryAfterMs: restMs });
    const one: Coming = { call, passed: call.passed(), since: this.#now() };
    this.#all.add(one);
    this.#looking ??= setInterval(() => this.#look(), lookEveryMs).unref();
    return () => this.#end(one);
  }

  #end(one: Coming): void {
    this.#all.delete(one);
    if (this.#all.size > 0) return;
    clearInterval(this.#looking);
    this.#looking = undefined;
  }

  #look(): void {
    const now = this.#now();
    for (const one of this.#all) {
      const passed = one.call.passed();
      if (passed - one.passed < pieceBytes) continue;
      one.passed = passed;
      one.since = now;
    }
  }

  /** The one that has rested longest. False where none has. */
  #cutOffOneThatRests(): boolean {
    this.#look();
    let longest: Coming | undefined;
    for (const one of this.#all) if (!longest || one.since < longest.since) longest = one;
    if (!longest || this.#now() - longest.since < restMs) return false;
    longest.call.abort();
    this.#end(longest);
    return true;
  }
}
