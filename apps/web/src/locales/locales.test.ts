import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errors } from '@rookery/protocol';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import { describe, expect, test } from 'vitest';
import { languages, localeFor } from './languages.ts';

const source = fileURLToPath(new URL('..', import.meta.url));

const catalog = (locale: string): Map<string, string> =>
  new Map(
    [...readFileSync(join(source, 'locales', `${locale}.po`), 'utf8').matchAll(/^msgid "(.+)"\nmsgstr "(.*)"$/gmu)].map(
      ([, id = '', words = '']) => [id, JSON.parse(`"${words}"`) as string],
    ),
  );

const english = catalog('en');
const chinese = catalog('zh-CN');

const code = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
  .map((file) => readFileSync(join(source, file), 'utf8'))
  .join('\n');
const literals = new Set([...code.matchAll(/'([a-zA-Z][\w.]*)'/g)].map(([, literal = '']) => literal));

/** Names in braces; what stands inside a plural's branches has none of its own. */
const placeholders = (words: string): string[] =>
  [...new Set([...words.matchAll(/\{(\w+)\s*[,}]/g)].map(([, name = '']) => name))].sort();

describe('[WEB-21] the two languages', () => {
  test('have the same ids, sorted, none empty', () => {
    expect([...english.keys()]).toEqual([...chinese.keys()]);
    expect([...english.keys()]).toEqual([...english.keys()].sort());
    for (const [id, words] of [...english, ...chinese]) expect(words, id).not.toBe('');
  });

  test.each([...english.keys()].map((id) => [id]))('%s says the same with the same values', (id) => {
    expect(placeholders(chinese.get(id) ?? '')).toEqual(placeholders(english.get(id) ?? ''));
  });

  test('no English is left in Chinese, and no Chinese in English', () => {
    const allowed =
      /\b(?:HTTPS|CPU|maxmemory|all|iPhone|iPad|Enter|Esc|Shift|Ctrl|Rookery|Redis|plural|other|one|count|name|s)\b|[{}#=0-9@]|\{\w+\}/g;
    for (const [id, words] of chinese)
      expect(words.replace(/\{\w+\}/g, '').replace(allowed, ''), id).not.toMatch(/[A-Za-z]{2,}/);
    for (const [id, words] of english) expect(words, id).not.toMatch(/\p{Script=Han}/u);
  });

  test('Chinese uses its own punctuation, and neither language shouts', () => {
    for (const [id, words] of chinese)
      expect(words.replace(/\{[^{}]*\{[^{}]*\}[^{}]*\}/g, ''), id).not.toMatch(/\p{Script=Han}[,;:!?]/u);
    for (const [id, words] of [...english, ...chinese]) expect(words, id).not.toMatch(/[!！]/u);
  });
});

type Part = string | readonly [string, string?, Readonly<Record<string, unknown>>?];

/** The forms of each plural in a message, but for exact numbers. */
const pluralsOf = (parts: unknown): readonly string[][] =>
  Array.isArray(parts)
    ? (parts as readonly Part[]).flatMap((part) => {
        if (typeof part === 'string' || part[2] === undefined) return [];
        const { offset: _, ...forms } = part[2];
        const inside = Object.values(forms).flatMap(pluralsOf);
        return part[1] === 'plural' ? [Object.keys(forms).filter((form) => /^[a-z]/.test(form)), ...inside] : inside;
      })
    : [];

describe.each(languages)('[WEB-250] $tag', ({ tag, ...language }) => {
  const words = catalog(tag);

  test('knows no id that English lacks, and all of them where it was reviewed', () => {
    expect([...words.keys()].filter((id) => !english.has(id))).toEqual([]);
    if (!('unreviewed' in language)) expect([...english.keys()].filter((id) => !words.get(id))).toEqual([]);
  });

  test('has the values of the English words, and the plural forms of its own', () => {
    const forms = new Intl.PluralRules(tag).resolvedOptions().pluralCategories.toSorted();
    for (const [id, said] of words) {
      if (said === '') continue;
      expect(placeholders(said), id).toEqual(placeholders(english.get(id) ?? ''));
      for (const plural of pluralsOf(compileMessage(said))) expect(plural.toSorted(), id).toEqual(forms);
    }
  });
});

test.each([
  [['fr-CA', 'zh-HK', 'en'], 'zh-TW'],
  [['zh'], 'zh-CN'],
  [['zh-SG', 'en'], 'zh-CN'],
  [['de', 'en-AU'], 'en'],
  [['x', ''], 'en'],
  [[], 'en'],
] as const)('[WEB-250] a reader of %s gets %s', (wanted, locale) => {
  expect(localeFor(wanted)).toBe(locale);
});

describe('the ids', () => {
  test('that the code uses are there', () => {
    const used = [...code.matchAll(/\btext\(([^()]*)/g)].flatMap(([, inside = '']) =>
      [...inside.matchAll(/'([a-zA-Z]+(?:\.[a-zA-Z]+)+)'/g)].map(([, id = '']) => id),
    );
    expect(used.length).toBeGreaterThan(100);
    expect(used.filter((id) => !english.has(id))).toEqual([]);
  });

  test('are all used', () => {
    expect([...english.keys()].filter((id) => !literals.has(id) && !id.startsWith('failure.'))).toEqual([]);
  });

  test('give every error its words', () => {
    for (const failure of [...Object.keys(errors), 'offline', 'timeout'])
      expect(english.has(`failure.${failure}`), failure).toBe(true);
  });
});
