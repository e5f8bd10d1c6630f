import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { inboxPage } from './inbox-page.ts';

test('[READ-2] whatever moves to the front while an inbox is paged through, no line is missed', () => {
  const scenario = fc.record({
    ranks: fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 12 }),
    limit: fc.integer({ min: 1, max: 4 }),
    moves: fc.array(fc.option(fc.nat({ max: 11 })), { maxLength: 40 }),
  });
  fc.assert(
    fc.property(scenario, ({ ranks, limit, moves }) => {
      let lines = ranks.map((rank, index) => ({ id: `r${String(index).padStart(2, '0')}`, rank }));
      let newest = 10;
      const seen = new Set<string>();
      let cursor: string | undefined;
      // Every page but the last moves on; what moves meanwhile costs a page more at most.
      for (let pages = 0; pages < 100; pages += 1) {
        const page = inboxPage(lines, cursor, limit);
        for (const { id } of page.rows) seen.add(id);
        if (page.next === null) break;
        cursor = page.next;
        const move = moves[pages] ?? null;
        if (move !== null)
          lines = lines.map((line, index) => (index === move % lines.length ? { ...line, rank: (newest += 1) } : line));
      }
      expect(seen).toEqual(new Set(lines.map(({ id }) => id)));
    }),
  );
});

test('[READ-2] the newest come first, those of one rank by their ids, each once', () => {
  const lines = [
    { id: 'b', rank: 1 },
    { id: 'a', rank: 1 },
    { id: 'c', rank: 2 },
  ];
  const first = inboxPage(lines, undefined, 2);
  expect(first.rows.map(({ id }) => id)).toEqual(['c', 'a']);
  const second = inboxPage(lines, first.next ?? '', 2);
  expect(second).toEqual({ rows: [{ id: 'b', rank: 1 }], next: null });
});

test('[ROOM-8] a cursor that is none is refused', () => {
  for (const bad of ['', 'x', '1.2', '1.2.', '1.2.a b', '-1.2.a'])
    expect(() => inboxPage([], bad, 1)).toThrow('This cursor has expired');
});
