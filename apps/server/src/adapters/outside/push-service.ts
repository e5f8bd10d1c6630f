/** Pushes on their way to one service. */
const mostAtOnce = 24;
/** Failures in a row, after which it is left alone. */
const failuresBeforePause = 5;
const firstPauseMs = 15_000;
const longestPauseMs = 600_000;

/** What a node knows of one push service: how many pushes are under way to it, and whether it fails. */
export class PushService {
  #underWay = 0;
  #failures = 0;
  #pausedUntil = -Infinity;
  readonly #waiting: (() => void)[] = [];

  /** How long it is yet to be left alone, ms. */
  pausedFor(now: number): number {
    return Math.max(0, this.#pausedUntil - now);
  }

  /** Resolves when there is a place, with what gives it back; null where there was none in time. */
  async enter(deadline: AbortSignal): Promise<(() => void) | null> {
    if (this.#underWay >= mostAtOnce && !(await this.#place(deadline))) return null;
    this.#underWay += 1;
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      this.#underWay -= 1;
      this.#waiting.shift()?.();
    };
  }

  #place(deadline: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const enter = (): void => {
        deadline.removeEventListener('abort', late);
        resolve(true);
      };
      const late = (): void => {
        const at = this.#waiting.indexOf(enter);
        if (at >= 0) this.#waiting.splice(at, 1);
        resolve(false);
      };
      if (deadline.aborted) return resolve(false);
      deadline.addEventListener('abort', late, { once: true });
      this.#waiting.push(enter);
    });
  }

  answered(): void {
    this.#failures = 0;
  }

  /** From the fifth in a row on it is left alone, each time for twice as long; then one more failure is enough. */
  failed(now: number): void {
    this.#failures += 1;
    const beyond = this.#failures - failuresBeforePause;
    if (beyond < 0 || this.pausedFor(now) > 0) return;
    this.#pausedUntil = now + Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(beyond, 10));
  }
}
