import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanLine, cleanText } from '../src/index.ts';
import { refused } from './refused.ts';

const sayRefused = (content: string) => refused('message:room', { room: 'general', content })?.code;

describe('[WIRE-32] text that was copied from elsewhere', () => {
  test.each([
    ['a terminal', '\u001b[1;31merror\u001b[0m: \u001b[Kno such file', 'error: no such file'],
    [
      'a terminal’s title and links',
      '\u001b]0;vim\u0007x \u001b]8;;https://a.example\u001b\\y\u001b]8;;\u001b\\',
      'x y',
    ],
    ['an eight-bit terminal', '\u009b31mred\u009b0m', 'red'],
    ['a manual page', 'N\u0008NA\u0008AM\u0008ME\u0008E\n_\u0008x', 'NAME\nx'],
    ['a slide', 'one\u000btwo', 'one\ntwo'],
    ['a PDF', 'page 1\u000cpage 2', 'page 1\npage 2'],
    ['a mainframe', 'a\u0085b', 'a\nb'],
    ['Windows', 'a\r\nb\rc\r\n', 'a\nb\nc\n'],
    ['a web page', 'a\u2028b\u2029c', 'a\nb\nc'],
    ['a file with a mark of its byte order', '\ufeffa', 'a'],
    ['a file with zeros', 'a\u0000b', 'ab'],
    ['hidden letters', 'a\u{e0001}\u{e0068}\u{e0069}\u{e007f}b', 'ab'],
    ['half a character', 'a\ud83db\ude00c', 'abc'],
    ['half an escape', 'a\u001b', 'a'],
  ])('%s', (_, given, text) => {
    expect(cleanText(given)).toBe(text);
  });
  test.each([
    ...[
      'plain',
      'a\n\tb',
      '你好\u3000世界',
      '👩\u200d👩\u200d👧',
      '❤\ufe0f',
      'नि\u200dः',
      'a\u00a0b',
      '\u202eabc\u202c',
      'a[31mb',
    ],
    ...['🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'],
  ])('%j stays as it is', (text) => {
    expect(cleanText(text)).toBe(text);
  });
  test('a name is one line', () => {
    expect(cleanLine('two\r\nlines\tand\u001b[0m more')).toBe('two lines and more');
  });

  const parts = fc.constantFrom(
    ...[
      '\u001b',
      '[',
      ']',
      '\u0007',
      '\\',
      '0',
      'm',
      '\r',
      '\n',
      '\u0008',
      '\ufeff',
      '\u{e0067}',
      '\u{e007f}',
      '🏴',
      '\ud83c',
    ],
    ...['\udff4', '\u2028', '\u009b', 'a', '重', '\t'],
  );
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(parts, { maxLength: 40 }).map((list) => list.join('')),
  );
  test('whatever was pasted, the server takes what is left, if anything is; cleaning twice changes nothing', () => {
    fc.assert(
      fc.property(anyText, (given) => {
        const text = cleanText(given);
        expect(cleanText(text)).toBe(text);
        if (text.trim() !== '' && !/\p{M}{101}/u.test(text)) expect(sayRefused(text)).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });
  test('it takes time in proportion to the text', () => {
    const before = process.threadCpuUsage();
    for (const unit of [
      '\u001b',
      '\u001b]',
      '\u001b]a',
      '\u001b[0',
      '\u009b',
      '🏴\u{e0067}',
      '\u0008',
      'a\u0008',
      '\r',
    ])
      cleanText(unit.repeat(200_000 / unit.length));
    expect(process.threadCpuUsage(before).user / 1_000).toBeLessThan(2_000);
  });
});
