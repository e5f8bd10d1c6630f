import { expect, test } from 'vitest';
import * as fc from 'fast-check';
import { Few } from './few.ts';

test('Few does what a Set does', () => {
  const step = fc.record({ does: fc.constantFrom('add', 'delete', 'has'), value: fc.constantFrom('a', 'b', 'c') });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const few = new Few<string>();
      const set = new Set<string>();
      for (const { does, value } of steps) {
        if (does === 'add') {
          few.add(value);
          set.add(value);
        } else if (does === 'delete') expect(few.delete(value)).toBe(set.delete(value));
        else expect(few.has(value)).toBe(set.has(value));
        expect([...few]).toEqual([...set]);
        expect(few.size).toBe(set.size);
      }
    }),
  );
});

test('Few may be emptied while it is walked', () => {
  for (const values of [['a'], ['a', 'b', 'c']]) {
    const few = new Few<string>();
    for (const value of values) few.add(value);
    const walked: string[] = [];
    for (const value of few) {
      walked.push(value);
      few.delete(value);
    }
    expect(walked).toEqual(values);
    expect(few.size).toBe(0);
  }
});
