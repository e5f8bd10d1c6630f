import { expect, test } from 'vitest';
import { mergeTexts } from './merge-texts.ts';

test.each([
  ['nothing was typed here', 'a', 'a', 'a b', 'a b'],
  ['nothing was typed there', 'a', 'a b', 'a', 'a b'],
  ['it was sent there, and went on here', 'a', 'a b', '', 'a b'],
  ['it was sent here, and went on there', 'a', '', 'a b', 'a b'],
  ['it was sent in both', 'a', '', '', ''],
  ['both the same', '', 'a', 'a', 'a'],
  ['both something new', '', 'one', 'two', 'one\ntwo'],
  ['both went on', 'a', 'a, one', 'a, two', 'a, one\na, two'],
  ['it was sent here', 'a', '', 'a', ''],
  ['it was sent there', 'a', 'a', '', ''],
])('[WEB-14] two tabs, %s', (_, base, own, other, both) => {
  expect(mergeTexts(base, own, other)).toBe(both);
});
