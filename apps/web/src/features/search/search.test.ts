import { expect, test } from 'vitest';
import { noSearch, readSearch, searchPath, startOfDay } from './search-address.ts';
import { snippet } from './snippet.ts';
import { typedFilter } from './typed-filter.ts';

test('[WEB-160] a search is its address, whatever stands in that', () => {
  const search = { ...noSearch, words: 'a "b c"', in: 'r_1', before: '2026-11-26', has: ['link'] as const };
  const path = searchPath(search);
  expect(readSearch(path.slice('/search?'.length))).toEqual(search);
  expect(searchPath(noSearch)).toBe('/search');
  expect(readSearch('in=../x&before=2026-02-30&has=words&mentions=you&from=')).toEqual(noSearch);
  expect(startOfDay('2026-2-28')).toBe(new Date(2026, 1, 28).getTime());
  expect(readSearch(`q=${'x'.repeat(900)}`).words).toHaveLength(500);
});

test.each([
  ['from:', { name: 'from', value: '', rest: '' }],
  ['hello 来自：张', { name: 'from', value: '张', rest: 'hello ' }],
  ['HAS:li', { name: 'has', value: 'li', rest: '' }],
  ['in: x', undefined],
  ['https://example.com', undefined],
  ['constructor:x', undefined],
])('[WEB-162] %j is read as a filter that is being typed', (typed, expected) => {
  expect(typedFilter(typed)).toEqual(expected);
});

test('[WEB-161] a long message is shown around what was found, in whole letters', () => {
  const content = `${'👍'.repeat(100)} found ${'字'.repeat(400)}`;
  const at = content.indexOf('found');
  const pieces = snippet(content, [[at, at + 5]]);
  expect(pieces.filter(({ isMarked }) => isMarked)).toEqual([{ text: 'found', isMarked: true }]);
  const shown = pieces.map(({ text }) => text).join('');
  expect(shown).toMatch(/^… .*found.* …$/u);
  expect(shown.isWellFormed()).toBe(true);
  expect(shown.length).toBeLessThan(260);
  expect(snippet('short', [])).toEqual([{ text: 'short', isMarked: false }]);
});
