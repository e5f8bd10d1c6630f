import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldText } from './fold-text.ts';
import { matchMessage } from './match.ts';
import { queryRuns, readQuery } from './read-query.ts';
import { askedWords, indexedWords } from './words-of.ts';

/** What is marked; null where it is not found. */
function marks(query: string, text: string, others: readonly string[] = []): string[] | null {
  const read = readQuery(query);
  if (!read) throw new Error('too many words');
  return matchMessage(read, text, others)?.map(([from, to]) => text.slice(from, to)) ?? null;
}

test.each([
  ['hel', 'Hello world', ['Hel']],
  ['ell', 'Hello', null],
  ['world hello', 'Hello, world', ['Hello', 'world']],
  ['"hello world"', 'hello, world', ['hello, world']],
  ['"hello wor"', 'hello world', null],
  ['"hello wor', 'hello world', ['hello wor']],
  ['“hello world”', 'hello world', ['hello world']],
  ['-foo bar', 'bar foo', null],
  ['-foo bar', 'bar foe', ['bar']],
  ['-"bar foo" bar', 'foo bar', ['bar']],
  ['foo-bar', 'a foo bar', ['foo bar']],
  ['foo-bar', 'bar foo', null],
  ['a - b', 'a b', ['a', 'b']],
  ['snake_c', 'in snake_case', ['snake_c']],
  ['c++', 'C++ is', ['C']],
])('[FIND-2] %j in %j marks %j', (query, text, expected) => {
  expect(marks(query, text)).toEqual(expected);
});

test.each([
  ['好', '你好世界好', ['好', '好']],
  ['你好世界', '你好，世界', null],
  ['"你好 世界"', '你好世界', ['你好世界']],
  ['ガ', 'ｶﾞラ', ['ｶﾞ']],
  ['か', 'が', null],
  ['한', '한국어', ['한']],
  ['👍', 'ok 👍🏽!', ['👍']],
  ['中文abc', '学中文abcd', ['中文abc']],
  ['สวัส', 'พูดสวัสดี', ['สวัส']],
  ['cafe', 'Café', ['Café']],
  ['CAFÉ', 'cafe\u0301s', ['cafe\u0301']],
  ['ｈｅｌｌｏ', 'hello', ['hello']],
  ['STRASSE', 'straße', ['straße']],
  ['ὈΔΥΣΣΕΎΣ', 'οδυσσευς', ['οδυσσευς']],
  ['שלום', 'שָׁלוֹם עולם', ['שָׁלוֹם']],
  ['سلام', 'سَلَام', ['سَلَام']],
  ['ex\u200dample', 'exam\u00adple', ['exam\u00adple']],
])('[FIND-3] %j in %j marks %j', (query, text, expected) => {
  expect(marks(query, text)).toEqual(expected);
});

test('[FIND-2] the name of a file counts as words, and is not marked in the text', () => {
  expect(marks('plan', 'look', ['Plan 2026.pdf'])).toEqual([]);
  expect(marks('look plan', 'look', ['Plan 2026.pdf'])).toEqual(['look']);
  expect(marks('look -plan', 'look', ['Plan 2026.pdf'])).toBeNull();
  expect(marks('"look plan"', 'look', ['Plan 2026.pdf'])).toBeNull();
});

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...'ab 你好が한👍🏽-"“*:^(){}[]+,.\\\'é\u0301\u200d\u202eא'), maxLength: 40 }),
);

test('[FIND-2] whatever is typed is read, and what is marked lies in the text, in order', () => {
  fc.assert(
    fc.property(anyText, anyText, (query, text) => {
      const read = readQuery(query);
      if (!read) return;
      let end = 0;
      for (const [from, to] of matchMessage(read, text, []) ?? []) {
        expect(from).toBeGreaterThanOrEqual(end);
        expect(to).toBeGreaterThan(from);
        end = to;
      }
      expect(end).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 500 },
  );
});

test('[FIND-1] the index is asked for nothing that a message it should lead to is not indexed under', () => {
  fc.assert(
    fc.property(anyText, fc.nat(60), fc.nat(20), (text, from, length) => {
      const query = [...text].slice(from, from + length).join('');
      const read = readQuery(query);
      if (!read || !matchMessage(read, text, [])) return;
      const indexed = new Set(foldText(text).flatMap(indexedWords));
      for (const { runs, isBeginning } of read.wanted)
        for (const [index, run] of runs.entries())
          for (const { word, isBeginning: mayGoOn } of askedWords(run, isBeginning && index === runs.length - 1)) {
            const leads = mayGoOn ? [...indexed].some((one) => one.startsWith(word)) : indexed.has(word);
            expect(leads, JSON.stringify([text, query, word])).toBe(true);
          }
    }),
    { numRuns: 1_000 },
  );
});

test('[FIND-1] words of the index hold nothing that it takes for an end of a word or an operator', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const word of foldText(text).flatMap(indexedWords))
        expect(word).toMatch(/^(?:[a-z0-9_]|[^\u0000-\u007f])+$/u);
    }),
    { numRuns: 1_000 },
  );
});

test('[FIND-7] more words than a message can be compared with are refused', () => {
  expect(readQuery('a '.repeat(queryRuns))?.wanted).toHaveLength(queryRuns);
  expect(readQuery('a '.repeat(queryRuns + 1))).toBeNull();
  expect(readQuery('.,'.repeat(5_000))).toEqual({ wanted: [], unwanted: [] });
});
