import { foldText } from './fold-text.ts';
import type { Run } from './fold-text.ts';

/** What has to stand in a message as it stands here: run after run, with nothing but punctuation between. */
export type Sequence = {
  readonly runs: readonly Run[];
  /** The last word may go on: `hel` finds “hello”. Not at the end of a phrase in quotation marks. */
  readonly isBeginning: boolean;
};

export type Query = {
  readonly wanted: readonly Sequence[];
  readonly unwanted: readonly Sequence[];
};

/** Runs in one query: what it costs to look for them in one message is bounded by that. */
export const queryRuns = 32;

/** A quotation mark of any keyboard; an opening one may be closed by any other. */
const quote = /["“”„«»「」『』＂]/u;
const minus = /^[-－−]$/u;

/**
 * Reads what a person typed: words, `"phrases"`, `-excluded`. Whatever is typed means something: a quotation mark that is not closed reaches to
 * the end, and what holds no letter is passed over. Null where it has more than `queryRuns` words. [FIND-2]
 */
export function readQuery(text: string): Query | null {
  const wanted: Sequence[] = [];
  const unwanted: Sequence[] = [];
  let runCount = 0;
  for (const { words, isExcluded, isClosed } of termsOf(text)) {
    const runs = foldText(words);
    if (runs.length === 0) continue;
    runCount += runs.length;
    (isExcluded ? unwanted : wanted).push({ runs, isBeginning: !isClosed });
  }
  return runCount > queryRuns ? null : { wanted, unwanted };
}

type Term = { readonly words: string; readonly isExcluded: boolean; readonly isClosed: boolean };

function termsOf(text: string): readonly Term[] {
  const terms: Term[] = [];
  const points = [...text];
  for (let at = 0; at < points.length;) {
    if (/\s/u.test(points[at] ?? '')) {
      at += 1;
      continue;
    }
    const isExcluded = minus.test(points[at] ?? '') && !/^\s?$/u.test(points[at + 1] ?? '');
    if (isExcluded) at += 1;
    const isPhrase = quote.test(points[at] ?? '');
    if (isPhrase) at += 1;
    const ends = isPhrase ? quote : /[\s"“”„«»「」『』＂]/u;
    let end = at;
    while (end < points.length && !ends.test(points[end] ?? '')) end += 1;
    terms.push({ words: points.slice(at, end).join(''), isExcluded, isClosed: isPhrase && end < points.length });
    at = isPhrase ? end + 1 : end;
  }
  return terms;
}
