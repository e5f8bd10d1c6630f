import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  linksIn,
  mentionsIn,
  parse,
  possibleNames,
  quoteName,
  renderText,
  showsSomething,
  splitKnownName,
} from '../src/index.ts';
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

describe('[MD-21] signs in plain text', () => {
  test('a code that the caller knows is shown as its sign, one in code is not', () => {
    const emoji = (code: string) => (code === 'tada' ? '🎉' : undefined);
    expect(renderText(parse('done :tada: `:tada:` :what:'), { emoji })).toBe('done 🎉 :tada: :what:');
  });
});

describe('[MD-22] names without a space after them', () => {
  const users = new Set(['小明', '小明明', 'bob', 'ben', 'ben.', 'हिन्दी', '山田']);
  const split = (source: string) => {
    const [token] = mentionsIn(parse(source));
    return token && splitKnownName(token, (candidate) => users.has(candidate));
  };

  test.each([
    ['@小明明你好', '小明明', '你好'],
    ['@小明你好今天下午开会讨论一下', '小明', '你好今天下午开会讨论一下'],
    ['@bob', 'bob', ''],
    ['@bob你好', 'bob', '你好'],
    ['@山田さん', '山田', 'さん'],
    ['@हिन्दी', 'हिन्दी', ''],
    ['@bob.', 'bob', ''],
    ["@bob's", 'bob', ''],
    ['@bob_', 'bob', '_'],
    ['@[ben.]', 'ben.', ''],
  ])('%s calls %s', (source, name, rest) => {
    expect(split(source)).toEqual({ name, rest });
  });
  test.each(['@𠮷野', '@bobby', '@bob.smith', '@bob-2', '@हिन्', '@小明\u0301', '@[小明你好]'])(
    '%s calls nobody',
    (source) => {
      expect(split(source)).toBeUndefined();
    },
  );
  test('a name of 32 characters before text is found', () => {
    const name = '长'.repeat(32);
    const [token] = mentionsIn(parse(`@${name}你好`));
    expect(token && splitKnownName(token, (candidate) => candidate === name)).toEqual({ name, rest: '你好' });
    expect(token && possibleNames(token).length).toBeLessThanOrEqual(80);
  });
});

describe('[MD-27] addresses to which a message openly links', () => {
  test.each([
    ['see https://a.example/x，and http://b.example', ['https://a.example/x', 'http://b.example/']],
    ['[text](https://a.example/) **https://b.example/**', ['https://a.example/', 'https://b.example/']],
    ['> https://a.example/\n- https://b.example/', ['https://a.example/', 'https://b.example/']],
    ['https://a.example/ https://a.example/', ['https://a.example/']],
    ['`https://a.example/`', []],
    ['```\nhttps://a.example/\n```', []],
    ['||https://a.example/ **https://b.example/**|| https://c.example/', ['https://c.example/']],
    ['mailto:ann@a.example ftp://a.example file:///etc/passwd javascript:1', []],
  ])('%s', (source, links) => expect(linksIn(parse(source))).toEqual(links));
});

describe('[MD-25] who is called is who is shown as called', () => {
  test.each([
    ['@ann and ＠ben, please', ['ann', 'ben']],
    ['请@小明看', ['小明看']],
    ['**@ann** ~~@ben~~ ||@cid||', ['ann', 'ben', 'cid']],
    ['> @ann\n- @ben\n  - @cid', ['ann', 'ben', 'cid']],
    ['@ann @ann @ann', ['ann']],
    ['（@ann）“@ben”', ['ann', 'ben']],
    ['@[any. name]', ['any. name']],
    ['`@ann`', []],
    ['``x `@ann` y``', []],
    ['```\n@ann\n```', []],
    ['```\nstill open\n@ann', []],
    ['> ```\n> @ann\n> ```', []],
    ['https://a.example/@ann', []],
    ['https://ann@a.example/', []],
    ['mailto:x@ann', []],
    ['[@ann](https://a.example)', []],
    ['[see](https://a.example/@ann)', []],
    ['\\@ann \\＠ben', []],
    ['me@example.com', []],
    ['@@ann', []],
    ['git@ann:repo', []],
    ['Zoë@ann олег@ann', []],
  ] as const)('%j', (source, names) => {
    expect(mentionsIn(parse(source)).map(({ name }) => name)).toEqual(names);
  });
});

describe('[MD-26] what shows nothing', () => {
  const shows = (source: string) => showsSomething(parse(source));
  test.each([
    ...['', ' ', '\u200b', '\u200b\u200d\u2060', '\ufeff', '\ufe0f', '\u2800', '\u3164', '\uffa0', '\u115f', '\u00ad'],
    ...['\u0301', '\u0300\u0316', '\u20e3', '\u{e0061}', '\u2028', '\u0000', '\u202e\u202c', '\ufff9', '\u034f'],
    ...[
      '>',
      '> ',
      '> >',
      '```',
      '```\n```',
      '```ts\n\n```',
      '` `',
      '- \u200b',
      '1. \u2800',
      '||\u200b||',
      '> ```\n> ```',
    ],
    ...['**\u200b**', '[\u2800](https://a.example)', '> \u200b\n> \u3164'],
  ])('%j', (source) => {
    expect(shows(source)).toBe(false);
  });
  test.each([
    ...['a', '。', '.', '>_<', '> a', '```\nx\n```', '- a', '👍', '❤️', '1️⃣', '@ann', ':tada:', '**', '`', '\ue000'],
    ...['a\u0301', '\u0601', '🏴\u{e0067}\u{e007f}', 'https://a.example', '¯\\_(ツ)_/¯', '\u{1fadd}'],
  ])('%j shows something', (source) => {
    expect(shows(source)).toBe(true);
  });
});

describe('[MD-24] quoted names', () => {
  test('any name comes back as it went in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (name) => {
        // Code binds tighter than names, and no name has a line break.
        fc.pre(!/[`\r\n]/.test(name) && [...name].length <= 80);
        const source = `#${quoteName(name)} and more]`;
        expect(parse(source)).toMatchObject([{ children: [{ type: 'room', name }, { text: ' and more]' }] }]);
      }),
    );
  });
});
