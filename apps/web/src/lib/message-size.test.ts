import { describe, expect, test } from 'vitest';
import { charactersLeft } from './message-size.ts';

describe('[WEB-39] how much of a message still fits', () => {
  test.each([
    ['plenty', 'x'.repeat(7_000), undefined],
    ['plenty in Chinese', '重'.repeat(2_300), undefined],
    ['400 letters', 'x'.repeat(7_600), 400],
    ['full', 'x'.repeat(8_000), 0],
    ['66 Han', '重'.repeat(2_600), 66],
    ['100 bytes too much in Chinese', `${'重'.repeat(2_700)}`, -34],
    ['100 letters too much', 'x'.repeat(8_100), -100],
    ['25 pictures too much', '😀'.repeat(2_025), -25],
    ['a long tail of letters after Chinese', `${'重'.repeat(2_660)}${'x'.repeat(120)}`, -100],
    ['what trimming takes does not count', `${'x'.repeat(8_000)}${' '.repeat(500)}`, 0],
    ['what NFC joins counts once', 'e\u0301'.repeat(4_000), 0],
  ])('%s', (_, text, left) => {
    expect(charactersLeft(text)).toBe(left);
  });
});
