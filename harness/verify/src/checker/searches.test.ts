import { expect, test } from 'vitest';
import { emptyHistory } from '../history.ts';
import { checkSearches } from './searches.ts';

const found = (places: readonly string[], isIncomplete = false): string[] => {
  const history = emptyHistory(1, 'embedded');
  const expected = ['r_1 2', 'r_1 1'];
  history.final.searches.push({ device: 'p1a', query: 'p1a', expected, found: places, isIncomplete });
  return checkSearches(history).map(({ check, rule }) => `${check} ${rule}`);
};

test('[VER-2] a search that finds what a scan finds gives no violation, in whatever order', () => {
  expect(found(['r_1 1', 'r_1 2'])).toEqual([]);
});

test('[VER-2] a message that is not found, found twice or invented gives one, and so does an index that is never whole', () => {
  expect(found(['r_1 2'])).toEqual(['search-wrong FIND-5']);
  expect(found(['r_1 2', 'r_1 1', 'r_1 2'])).toEqual(['search-wrong FIND-1']);
  expect(found(['r_1 3', 'r_1 2', 'r_1 1'])).toEqual(['search-wrong FIND-1']);
  expect(found([], true)).toEqual(['search-wrong FIND-5']);
});
