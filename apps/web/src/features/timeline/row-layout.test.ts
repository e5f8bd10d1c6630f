import { describe, expect, test } from 'vitest';
import { RowHeights, RowLayout } from './row-layout.ts';

const heights = new RowHeights();
const keys = Array.from({ length: 100 }, (_, index) => `k${index}`);
for (const [index, key] of keys.entries()) heights.measure(key, 20 + (index % 3) * 10);

describe('[WEB-2] where rows stand', () => {
  test('every height is in one row', () => {
    const layout = heights.place(keys);
    expect(layout.total).toBe(layout.top(99) + layout.height(99));
    expect(layout.indexAt(-5)).toBe(0);
    expect(layout.indexAt(layout.top(40))).toBe(40);
    expect(layout.indexAt(layout.top(41) - 1)).toBe(40);
    expect(layout.indexAt(layout.total + 500)).toBe(99);
  });

  test('what comes at one end while the other goes moves what is seen by what is above it', () => {
    const before = heights.place(keys.slice(40, 80));
    const after = heights.place(keys.slice(20, 60));
    const scrollTop = before.top(10);
    expect(before.moved(scrollTop, after)).toBe(after.top(30) - before.top(10));
    expect(before.moved(scrollTop, before)).toBe(0);
  });

  test('a row that begins above the view and grows moves what is below it', () => {
    const before = heights.place(keys.slice(0, 10));
    const grown = new RowHeights();
    for (const [index, key] of keys.slice(0, 10).entries())
      grown.measure(key, before.height(index) + (index === 3 ? 100 : 0));
    expect(before.moved(before.top(3) + 5, grown.place(keys.slice(0, 10)))).toBe(100);
    expect(before.moved(before.top(2), grown.place(keys.slice(0, 10)))).toBe(0);
  });

  test('without anything in common nothing moves', () => {
    expect(heights.place(keys.slice(0, 10)).moved(30, heights.place(keys.slice(50)))).toBe(0);
    expect(new RowLayout().moved(0, heights.place(keys))).toBe(0);
  });
});
