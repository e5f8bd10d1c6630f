/** Time from outside, so that tests can drive it. */
export interface Clock {
  /** ms since the epoch. */
  now(): number;
  /** Runs `work` after `delayMs`; the returned function takes it back. */
  after(delayMs: number, work: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, work) => {
    const timer = setTimeout(work, delayMs);
    return () => clearTimeout(timer);
  },
};
