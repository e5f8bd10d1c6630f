import { expect, test } from 'vitest';
import { makePlan } from './plan.ts';

const faultKinds = ['kill', 'hang', 'cut'].map((name) => ({ name, leastMs: 100, mostMs: 2_000 }));
const planOf = (seed: number) =>
  makePlan({ seed, people: 10, rooms: 6, faults: 9, restMs: 2_000, sendsPerSecond: 20, faultKinds });

test('[VER-1] one seed is one plan, another seed another', () => {
  expect(planOf(7)).toEqual(planOf(7));
  expect(planOf(8).steps).not.toEqual(planOf(7).steps);
});

test('[VER-1] every kind of fault comes before one comes again, and every kind of step comes', () => {
  const { faults, steps, durationMs } = planOf(7);
  for (let at = 0; at < faults.length; at += 3)
    expect(new Set(faults.slice(at, at + 3).map(({ name }) => name)).size).toBe(3);
  expect([...new Set(steps.map(({ kind }) => kind))].sort()).toEqual(
    [
      'absence',
      'arrive',
      'burst',
      'call-away',
      'close-account',
      'edit',
      'ending',
      'face',
      'files',
      'in-thread',
      'later',
      'let-in',
      'link',
      'mark',
      'oust',
      'overstep',
      'pry',
      'punish',
      'react',
      'recall',
      'reload',
      'rename',
      'remove',
      'send',
      'short-thread',
      'sign-out',
      'visit',
      'whisper',
    ].sort(),
  );
  expect(steps.every(({ at }, index) => at >= (steps[index - 1]?.at ?? 0) && at < durationMs + 1_000)).toBe(true);
});
