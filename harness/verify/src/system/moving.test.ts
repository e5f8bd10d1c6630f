import { expect, test } from 'vitest';
import { makePlan } from '../plan.ts';
import { sizes } from '../sizes.ts';
import { movingFaults } from './moving.ts';

test('[VER-10] a run moves once, and over the seeds it is struck in every way', () => {
  const names = Array.from({ length: 40 }, (_, seed) => {
    const { faults, durationMs } = makePlan({ ...sizes.long.moving, seed, faultKinds: movingFaults });
    expect(faults).toHaveLength(1);
    // People go on when it is over.
    expect(durationMs).toBeGreaterThan((faults[0]?.at ?? Infinity) + 20_000);
    return faults[0]?.name;
  });
  expect(new Set(names)).toEqual(new Set(movingFaults.map(({ name }) => name)));
});
