import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TimeSlots } from './time-slots.ts';

test('[FIND-1] what has a lower number is older than the beginning of a higher one, however fine they are', () => {
  const at = fc.integer({ min: -1_000_000_000_000, max: 4_102_444_800_000 });
  fc.assert(
    fc.property(at, at, fc.nat(5), (one, other, steps) => {
      let slots = new TimeSlots();
      for (let step = 0; step < steps; step += 1) slots = slots.finer ?? slots;
      const slot = slots.of(one);
      expect(slots.begins(slot)).toBeLessThanOrEqual(one);
      expect(slots.begins(slot + 1)).toBeGreaterThan(one);
      expect(slots.of(other) < slot).toBe(other < slots.begins(slot));
    }),
  );
});
