import type { RunMode } from './arguments.ts';
import type { PlanOptions } from './plan.ts';

type Size = Omit<PlanOptions, 'seed' | 'faultKinds'>;

/** How much happens in one run, by task and mode. */
export const sizes = {
  quick: {
    embedded: { people: 9, rooms: 5, faults: 7, restMs: 1_250, sendsPerSecond: 20, patienceMs: 5_000 },
    cluster: { people: 9, rooms: 6, faults: 6, restMs: 2_200, sendsPerSecond: 15, patienceMs: 5_000 },
    moving: { people: 9, rooms: 5, faults: 1, restMs: 6_000, sendsPerSecond: 15, patienceMs: 5_000 },
  },
  long: {
    embedded: { people: 14, rooms: 8, faults: 20, restMs: 1_500, sendsPerSecond: 30 },
    cluster: { people: 14, rooms: 9, faults: 20, restMs: 3_000, sendsPerSecond: 20 },
    // It moves once.
    moving: { people: 14, rooms: 8, faults: 1, restMs: 15_000, sendsPerSecond: 20 },
  },
} as const satisfies Readonly<Record<'quick' | 'long', Readonly<Record<RunMode, Size>>>>;

/** Faults that strike in a long verification, by mode, and in one run of it: what a run costs besides its faults is paid seldom. */
export const longGoals = { embedded: 100, cluster: 300, moving: 8 } as const;
export const longFaults = 50;
/** A run of less is not worth its start. */
export const leastFaults = 5;
