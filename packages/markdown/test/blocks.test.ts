import { describe, expect, test } from 'vitest';
import { parse, renderText, splitKnownName } from '../src/index.ts';
import { sketch } from './sketch.ts';

const table = (title: string, rows: readonly (readonly [source: string, tree: string])[]): void => {
  describe(title, () => {
    test.each(rows)('%j', (source, tree) => {
      expect(sketch(parse(source))).toBe(tree);
    });
  });
};

table('[MD-14] line breaks', [
  ['a\nb', 'a⏎b'],
  ['a\r\nb\rc', 'a⏎b⏎c'],
  ['a\n\n\nb\n', 'a ¶ b'],
]);

table('[MD-16] fences', [
  ['```\na *b*\n\n  c\n```', 'fence:(a *b*\n\n  c)'],
  ['```ts\nx\n```\nafter', 'fence:ts(x) ¶ after'],
  ['```c++ title\nx\n```', 'fence:c++(x)'],
  ['````\n```\n````', 'fence:(```)'],
  ['```\nx\n`````', 'fence:(x)'],
  ['```\nstill open', 'fence:(still open)'],
  ['```', 'fence:()'],
  ['说明：\n```js\nx\n```', '说明： ¶ fence:js(x)'],
  ['  ```\n    x\n  y\n  ```', 'fence:(  x\ny)'],
  ['> ```\n> a\n> ```\nb', 'quote(fence:(a)) ¶ b'],
]);

table('[MD-17] quotes', [
  ['> a\n> b\nc', 'quote(a⏎b) ¶ c'],
  ['>引用\n回复', 'quote(引用) ¶ 回复'],
  ['>“引用”', 'quote(“引用”)'],
  ['>> a\n> b', 'quote(quote(a) ¶ b)'],
  ['>>>> a', 'quote(quote(quote(> a)))'],
  ['> - a\n> - b', 'quote(ul[a | b])'],
  ['>_<', '>_<'],
  ['>.< >:( >=', '>.< >:( >='],
]);

table('[MD-18] lists', [
  ['- a', 'ul[a]'],
  ['- a\n* b\n+ c', 'ul[a | b | c]'],
  ['1. a\n2. b', 'ol1[a | b]'],
  ['3) a', 'ol3[a]'],
  ['买：\n- 菜\n- **肉**\n\n完', '买： ¶ ul[菜 | strong(肉)] ¶ 完'],
  ['- a\n  - b\n    - c\n- d', 'ul[aul[b | c] | d]'],
  ['- a\n  1. b\n  2. c\n  - d', 'ul[aol1[b | c]ul[d]]'],
  ['1. a\n\n2. b', 'ol1[a | b]'],
  ['- a\n1. b', 'ul[a] ¶ ol1[b]'],
  ['- a\n  more\nb', 'ul[a⏎more] ¶ b'],
  ['- a\n\tb', 'ul[a⏎b]'],
  ['-a 1.b - \n2026. x', '-a 1.b - ⏎2026. x'],
  ['- a\n  ```\n  x\n  ```', 'ul[a] ¶ fence:(x)'],
]);

describe('[MD-21] plain text', () => {
  test.each([
    ['**a** ||b|| @c [d](https://e.example)', 'a ▒▒▒ @c d'],
    ['||**a**||', '▒▒▒'],
    ['> a\n\n- b\n  - c\n1. d', 'a\n• b\n  • c\n1. d'],
    ['[bank.example](https://evil.example)', 'bank.example (evil.example)'],
    ['```ts\nx\n```', 'x'],
    ['a\nb :smile:', 'a\nb :smile:'],
  ])('%j', (source, text) => {
    expect(renderText(parse(source))).toBe(text);
  });

  test('search sees what a spoiler hides', () => {
    expect(renderText(parse('a ||b||'), { spoilers: 'show' })).toBe('a b');
  });
});

describe('[MD-22] names without a space after them', () => {
  const users = new Set(['小明', '小明明', 'bob']);
  const split = (name: string) => splitKnownName(name, (candidate) => users.has(candidate));

  test('the longest known name wins', () => {
    expect(split('小明明你好')).toEqual({ name: '小明明', rest: '你好' });
    expect(split('小明你好')).toEqual({ name: '小明', rest: '你好' });
    expect(split('bob')).toEqual({ name: 'bob', rest: '' });
    expect(split('𠮷野')).toBeUndefined();
  });
});
