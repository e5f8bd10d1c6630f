import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Block, Inline, List } from '../src/ast.ts';
import { parse, renderText } from '../src/index.ts';
import { parseCounting } from '../src/parse.ts';
import { hostile } from './hostile.ts';

/** Steps a character may cost. Measured worst is about half of it; a quadratic parser passes it within 200 characters. */
const maxStepsPerCharacter = 12;
/** 3 quotes, 2 lists, 5 marks, a link, 5 marks in it, a text. */
const maxDepth = 17;

/** ␣ stands for a space, ↵ for a line break, ′ for a backtick. */
const pieces = String.raw`
  * ** *** _ ~~ || ′ ′′ ′′′ \ > >␣ -␣ ␣␣-␣ 1.␣ ␣ ↵ ↵↵ [ ] ( ) ]( ](https://a.example) ](javascript:x) ](https://[ ](mailto:
  [a.example](https://b.example) https:// http://a.example/ mailto:a@b.example https://[ @ ＠ # : :a: . - / ? < "
  ， 。 ” ） （ 重 要 𠮷 a B 1 é 😀
`
  .trim()
  .split(/\s+/)
  .map((piece) => piece.replaceAll('␣', ' ').replaceAll('↵', '\n').replaceAll('′', '`'))
  .concat('\t', '\u3000', '\u0301', '\u200b', '\u202e', '\ud800', '\r', '\0');
const dialect = fc.array(fc.constantFrom(...pieces), { maxLength: 400, size: 'max' }).map((parts) => parts.join(''));
const anyText = fc.oneof(
  dialect,
  fc.string({ unit: 'grapheme', maxLength: 400, size: 'max' }),
  fc.string({ unit: 'binary', maxLength: 400, size: 'max' }),
);

type Node = Block | Inline;

const childrenOf = (node: Node): readonly Node[] => {
  if (node.type !== 'list') return 'children' in node ? node.children : [];
  const ofList = (list: List): readonly Node[] => list.items.flatMap((item) => [...item.children, ...item.sublists]);
  return ofList(node);
};

type Seen = { readonly node: Node; readonly depth: number; readonly isInLink: boolean };

/** Every node, without recursion, so that a tree that is too deep fails by its depth and not by the stack. */
const walk = (blocks: readonly Block[]): Seen[] => {
  const seen: Seen[] = blocks.map((node) => ({ node, depth: 1, isInLink: false }));
  for (let index = 0; index < seen.length; index += 1) {
    const { node, depth, isInLink } = seen[index]!;
    for (const child of childrenOf(node)) {
      seen.push({ node: child, depth: depth + 1, isInLink: isInLink || node.type === 'link' });
    }
  }
  return seen;
};

const expectSound = (source: string): void => {
  const work = { steps: 0 };
  const seen = walk(parseCounting(source, work));
  expect(work.steps).toBeLessThanOrEqual(maxStepsPerCharacter * (source.length + 1));
  expect(seen.length).toBeLessThanOrEqual(2 * source.length + 1);
  for (const { node, depth, isInLink } of seen) {
    expect(depth).toBeLessThanOrEqual(maxDepth);
    if (isInLink) expect(['link', 'mention', 'room']).not.toContain(node.type);
    if (node.type === 'link') {
      expect(new URL(node.href).protocol).toMatch(/^(?:https?|mailto):$/);
      expect(new URL(node.href).href).toBe(node.href);
    }
  }
};

describe('any text', () => {
  test('[MD-8] [MD-19] [MD-20] [MD-23] never throws; links are allowed ones; work, nodes and depth are bounded', () => {
    fc.assert(fc.property(anyText, expectSound), { numRuns: 1_000 });
  });

  test('[MD-23] letters come out as they went in', () => {
    const lettersOf = (text: string): string => text.replace(/[^\p{L}]/gu, '');
    const plain = [
      '*',
      '**',
      '_',
      '~~',
      '||',
      '`',
      '``',
      '\n',
      '\\',
      '> ',
      '- ',
      '  - ',
      '1. ',
      '[',
      ']',
      '(',
      ')',
      '@',
      '#',
      ':',
      ' ',
      '，',
      '”',
      '重',
      'a',
      'É',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...plain), { maxLength: 200, size: 'max' }), (parts) => {
        // Three backticks may open a fence, and its language is not text.
        const source = parts.join('').replace(/`{3,}/g, '``');
        expect(lettersOf(renderText(parse(source), { spoilers: 'show' }))).toBe(lettersOf(source));
      }),
      { numRuns: 1_000 },
    );
  });

  test('[MD-1] text without marks comes out unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (source) => {
        if (/[*_~`|>[#@＠:\\\r\n+-]|\d[.)]/.test(source)) return;
        expect(parse(source)).toEqual([{ type: 'paragraph', children: [{ type: 'text', text: source }] }]);
      }),
    );
  });

  test('[MD-15] text escaped mark by mark comes out unchanged', () => {
    const inline = [...'`*_~|[]@＠#:', '\\', ' ', '，', '重', 'a', '1', '(', ')', 'https:'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...inline), { minLength: 1, maxLength: 100, size: 'max' }), (parts) => {
        const source = `x${parts.join('')}`;
        const escaped = source.replace(/[`*_~|[\]@＠#:]/g, '\\$&');
        expect(renderText(parse(escaped))).toBe(source);
      }),
    );
  });
});

describe('[MD-19] [MD-20] hostile text of 8,000 characters', () => {
  test.each(Object.entries(hostile))('%s', (_, make) => {
    const stepsAt = (length: number): number => {
      const work = { steps: 0 };
      parseCounting(make(length), work);
      return work.steps;
    };
    expectSound(make(8_000));
    // Twice the text, twice the work: quadratic work would be four times as much.
    expect(stepsAt(16_000)).toBeLessThanOrEqual(2.2 * stepsAt(8_000) + 100);
  });
});
