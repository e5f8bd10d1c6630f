import { ChatError } from '@rookery/protocol';

/** Calls of one caller that are not answered yet, and those of them whose answers are large. Beyond it: `rate_limited`. */
const underWayLimit = 32;
const largeLimit = 4;

type UnderWay = { calls: number; large: number };

/** What each caller has under way. Kept only while that is something. */
export class Callers {
  readonly #underWay = new Map<string, UnderWay>();

  /** Counts a call until `over`; answers whether the caller had others with large answers. Throws `rate_limited` where the caller has too many. */
  admit(caller: string, answers: 'small' | 'large', over: Promise<void>): boolean {
    const own = this.#underWay.get(caller) ?? { calls: 0, large: 0 };
    const large = answers === 'large' ? 1 : 0;
    if (own.calls >= underWayLimit || own.large + large > largeLimit)
      throw new ChatError('rate_limited', {
        message: 'Wait for the answers to your other calls.',
        retryAfterMs: 1_000,
      });
    this.#underWay.set(caller, own);
    own.calls += 1;
    const hadLarge = own.large > 0;
    own.large += large;
    void over.then(() => {
      own.calls -= 1;
      own.large -= large;
      if (own.calls === 0) this.#underWay.delete(caller);
    });
    return hadLarge;
  }
}
