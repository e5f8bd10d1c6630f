import type { Figure } from './scenarios/scenario.ts';

const steps = 50_000_000;

/** ms in which one core counts; the best of three. A machine that others use is two to three times slower at some hours than at others: figures of two hours are comparable where this is the same. */
export function countMs(): number {
  const times = Array.from({ length: 3 }, () => {
    const begunAt = performance.now();
    let sum = 0;
    for (let step = 0; step < steps; step += 1) sum += step % 7;
    return sum > 0 ? performance.now() - begunAt : NaN;
  });
  return Math.min(...times);
}

/** Before and after what was measured. */
export const speedFigures = (before: number, after: number): readonly Figure[] =>
  [before, after].map((value, index) => ({
    name: `the machine itself: 50 million steps of a loop, ${index === 0 ? 'before' : 'after'}`,
    value,
    unit: 'ms',
  }));
