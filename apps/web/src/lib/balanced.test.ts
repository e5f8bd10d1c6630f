import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { balanced } from './balanced.ts';

describe('[WEB-26] marks of direction end with their text', () => {
  test.each([
    ['plain', 'plain'],
    ['a\u202eb', 'a\u202eb\u202c'],
    ['\u2067a\u202eb', '\u2067a\u202eb\u202c\u2069'],
    ['\u2069\u202ca', 'a'],
    ['\u2068\u202ea\u2069b', '\u2068\u202ea\u202c\u2069b'],
    ['\u202ea\u2069', '\u202ea\u202c'],
    ['a\u200fb', 'a\u200fb'],
  ])('%j becomes %j', (given, text) => {
    expect(balanced(given)).toBe(text);
  });
  test('every opener has its end, in order, and no other mark or letter is lost', () => {
    const units = fc.constantFrom(...'\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069aא');
    fc.assert(
      fc.property(fc.string({ unit: units, maxLength: 30 }), (given) => {
        const text = balanced(given);
        expect(balanced(text)).toBe(text);
        let left = text;
        for (let before = ''; before !== left;) {
          before = left;
          left = left.replace(/[\u202a\u202b\u202d\u202e][aא]*\u202c|[\u2066-\u2068][aא]*\u2069/g, (pair) =>
            pair.slice(1, -1),
          );
        }
        expect(left).toBe(given.replace(/[\u202a-\u202e\u2066-\u2069]/g, ''));
      }),
    );
  });
});
