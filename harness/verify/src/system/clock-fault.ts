import { setTimeout as pause } from 'node:timers/promises';
import { fakeTimeLibrary } from '@rookery/testkit/fake-clock';
import type { FakeClock } from '@rookery/testkit/fake-clock';
import type { Fault } from './system.ts';

const hourSeconds = 3_600;

/** The wall clock of a node jumps by an hour, forward or back, and later back to where it belongs. */
export const clockFault = <On>(
  clockOf: (system: On, target: number) => { name: string; clock: FakeClock },
): Fault<On> => ({
  name: 'jump of the clock by an hour',
  rule: 'OPS-19',
  overlaps: true,
  leastMs: 3_000,
  mostMs: 8_000,
  impossible: () => (fakeTimeLibrary() === null ? 'it needs libfaketime (apt-get install faketime)' : null),
  strike: async (system, { target, forMs, hits, healed }) => {
    const { name, clock } = clockOf(system, target);
    const isForward = Math.floor(target / 2) % 2 === 0;
    hits(`${name}, ${isForward ? 'forward' : 'back'}`);
    clock.set(isForward ? hourSeconds : -hourSeconds);
    await pause(forMs);
    clock.set(0);
    healed();
  },
});
