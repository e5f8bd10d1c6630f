/** Time from outside, so that tests can set it. `now` is ms since the epoch, by the system's clock; it may step. */
export type Clock = { now(): number };

export const systemClock: Clock = { now: () => Date.now() };
