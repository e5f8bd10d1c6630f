import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { pageBounds } from './page-bounds.ts';

test.each([
  [{ limit: 50 }, 1, 300, [251, 300, true]],
  [{ before: 51, limit: 50 }, 1, 300, [1, 50, false]],
  [{ after: 290, limit: 50 }, 1, 300, [291, 300, false]],
  [{ around: 150, limit: 50 }, 1, 300, [125, 174, true]],
  [{ around: 3, limit: 50 }, 1, 300, [1, 50, true]],
  // A history that begins later ends there.
  [{ limit: 50 }, 260, 300, [260, 300, false]],
  [{ before: 270, limit: 50 }, 260, 300, [260, 269, false]],
  [{ after: 5, limit: 50 }, 260, 300, [260, 300, false]],
  [{ around: 261, limit: 10 }, 260, 300, [260, 269, true]],
] as const)('[LOG-7] %o of a log from %i to %i', (wanted, start, head, [first, last, hasMore]) => {
  expect(pageBounds(wanted, start, head)).toEqual({ first, last, hasMore });
});

test('[LOG-14] a page never holds more than was asked for, nor a number that does not exist', () => {
  const wanted = fc.oneof(
    fc.record({ limit: fc.integer({ min: 1, max: 100 }) }),
    ...(['before', 'after', 'around'] as const).map((kind) =>
      fc.record({ [kind]: fc.integer({ min: 1, max: 400 }), limit: fc.integer({ min: 1, max: 100 }) }),
    ),
  );
  fc.assert(
    fc.property(wanted, fc.integer({ min: 1, max: 300 }), fc.nat({ max: 300 }), (asked, start, length) => {
      const head = start + length - 1;
      const { first, last, hasMore } = pageBounds(asked as Parameters<typeof pageBounds>[0], start, head);
      if (first > last) return;
      expect(first).toBeGreaterThanOrEqual(start);
      expect(last).toBeLessThanOrEqual(head);
      expect(last - first + 1).toBeLessThanOrEqual((asked as { limit: number }).limit);
      if (first === start && last === head) expect(hasMore).toBe(false);
    }),
  );
});
