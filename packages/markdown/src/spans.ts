import { safeUrl, schemeEnd } from './links.ts';
import type { Work } from './work.ts';

/** Characters a backslash takes the meaning from. A backslash before anything else, itself included, is a backslash. */
export const isEscapable = (character: string): boolean => character !== '' && '`*_~|[]@＠#:>-+'.includes(character);

export type LinkSpan = { readonly labelEnd: number; readonly end: number; readonly url: URL };

/** What binds tighter than marks, found before them: code spans and links, each by the index it starts at. */
export type Spans = {
  /** Start of a run of backticks → start of the run that closes it. */
  readonly code: ReadonlyMap<number, number>;
  readonly links: ReadonlyMap<number, LinkSpan>;
};

export const backtickRunEnd = (source: string, start: number): number => {
  let end = start;
  while (source.charAt(end) === '`') end += 1;
  return end;
};

/** Pairs each run of backticks with the next of the same length on its line. */
const findCode = (source: string, work: Work): Map<number, number> => {
  const code = new Map<number, number>();
  if (!source.includes('`')) return code;
  work.steps += source.length;
  let nextOfLength = new Map<number, number>();
  for (const { 0: run, index } of [...source.matchAll(/`+|\n/g)].reverse()) {
    if (run === '\n') {
      nextOfLength = new Map();
      continue;
    }
    const closing = nextOfLength.get(run.length);
    if (closing !== undefined) code.set(index, closing);
    nextOfLength.set(run.length, index);
  }
  return code;
};

/** Pairs parentheses that have no whitespace between them. */
const pairParentheses = (source: string, work: Work): Map<number, number> => {
  work.steps += source.length;
  const closingOf = new Map<number, number>();
  let open: number[] = [];
  for (const { 0: character, index } of source.matchAll(/[()\s]/g)) {
    if (character === '(') open.push(index);
    else if (character === ')') {
      const start = open.pop();
      if (start !== undefined) closingOf.set(start, index);
    } else open = [];
  }
  return closingOf;
};

const blank = /^[\s\p{Default_Ignorable_Code_Point}]*$/u;

const findLinks = (source: string, code: ReadonlyMap<number, number>, work: Work): Map<number, LinkSpan> => {
  const links = new Map<number, LinkSpan>();
  if (!source.includes('](')) return links;
  work.steps += source.length;
  const closingOf = pairParentheses(source, work);
  const next = /[\\`[\]\n]/g;
  let open: number[] = [];
  for (let match = next.exec(source); match; match = next.exec(source)) {
    const at = match.index;
    const character = match[0];
    if (character === '\\') {
      if (source.charAt(at + 1) === '`') next.lastIndex = backtickRunEnd(source, at + 1);
      else if (isEscapable(source.charAt(at + 1))) next.lastIndex = at + 2;
    } else if (character === '`') {
      next.lastIndex = backtickRunEnd(source, code.get(at) ?? at);
    } else if (character === '[') open.push(at);
    else if (character === '\n') open = [];
    else {
      const start = open.pop();
      const closing = closingOf.get(at + 1);
      if (start === undefined || closing === undefined || schemeEnd(source, at + 2) === undefined) continue;
      // Whatever comes of it, a destination is judged once: nested ones would make this quadratic.
      next.lastIndex = closing + 1;
      const url = safeUrl(source.slice(at + 2, closing), work);
      if (!url || blank.test(source.slice(start + 1, at))) continue;
      links.set(start, { labelEnd: at, end: closing + 1, url });
      open = []; // No links in links: the inner one wins.
    }
  }
  return links;
};

/** Linear. With `withLinks` false only code is looked for. */
export const findSpans = (source: string, withLinks: boolean, work: Work): Spans => {
  const code = findCode(source, work);
  return { code, links: withLinks ? findLinks(source, code, work) : new Map() };
};
