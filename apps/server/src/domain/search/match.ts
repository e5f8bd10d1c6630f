import { foldText } from './fold-text.ts';
import type { Run } from './fold-text.ts';
import type { Query, Sequence } from './read-query.ts';

/** UTF-16 offsets in a message's text, the end exclusive. */
export type Range = [from: number, to: number];

/** Of one message: what is marked beyond these helps nobody. */
const rangesLimit = 100;

/**
 * Whether a message is what the query asks for, and what of its text to mark; null where it is not. Every wanted sequence occurs in its text
 * or in one of the other texts that belong to it (names of its files), no unwanted one in any. This alone decides what is found: an
 * index only says where to look. [FIND-2]
 */
export function matchMessage(query: Query, content: string, otherTexts: readonly string[]): readonly Range[] | null {
  const runs = foldText(content);
  const others = otherTexts.map(foldText);
  const isIn = (sequence: Sequence, texts: readonly (readonly Run[])[]): boolean =>
    texts.some((text) => occurrences(sequence, text, 1).length > 0);
  if (query.unwanted.some((sequence) => isIn(sequence, [runs, ...others]))) return null;
  const ranges: Range[] = [];
  for (const sequence of query.wanted) {
    const found = occurrences(sequence, runs, rangesLimit);
    if (found.length === 0 && !isIn(sequence, others)) return null;
    ranges.push(...found);
  }
  return merged(ranges);
}

/** Where it occurs, at most `limit` places. A place begins after the end of the one before it. */
function occurrences({ runs: wanted, isBeginning }: Sequence, text: readonly Run[], limit: number): Range[] {
  const found: Range[] = [];
  const [head] = wanted;
  if (!head) return found;
  for (let index = 0; index < text.length && found.length < limit; index += 1) {
    const run = text[index];
    if (run?.kind !== head.kind) continue;
    // A word is found from its beginning; a sign anywhere.
    for (let at = 0; found.length < limit;) {
      at = head.kind === 'sign' ? run.text.indexOf(head.text, at) : at === 0 && run.text.startsWith(head.text) ? 0 : -1;
      if (at < 0) break;
      const to = endOf(wanted, isBeginning, text, index, at);
      if (to !== null) found.push([run.from[at] ?? 0, to]);
      at += Math.max(1, to === null ? 1 : head.text.length);
    }
  }
  return found;
}

/** Whether the whole sequence follows from there: then where it ends, in the text that was folded. */
function endOf(
  wanted: readonly Run[],
  isBeginning: boolean,
  text: readonly Run[],
  startIndex: number,
  startAt: number,
): number | null {
  let index = startIndex;
  let at = startAt;
  let last = 0;
  // Plain counting: a long phrase is tried at each of some thousand places of a message that was made for that.
  for (let place = 0; place < wanted.length; place += 1) {
    const sought = wanted[place];
    const run = text[index];
    if (!sought || run?.kind !== sought.kind || !run.text.startsWith(sought.text, at)) return null;
    const end = at + sought.text.length;
    last = run.to[end - 1] ?? 0;
    const mayGoOn = run.kind === 'sign' || (isBeginning && place === wanted.length - 1);
    if (end < run.text.length && !mayGoOn) return null;
    // Within a run of signs the next ones may follow at once.
    if (end < run.text.length) at = end;
    else {
      index += 1;
      at = 0;
    }
  }
  return last;
}

function merged(ranges: readonly Range[]): readonly Range[] {
  const inOrder = ranges.toSorted((one, other) => one[0] - other[0] || one[1] - other[1]);
  const kept: Range[] = [];
  for (const [from, to] of inOrder) {
    const before = kept.at(-1);
    if (before && from < before[1]) before[1] = Math.max(before[1], to);
    else if (kept.length < rangesLimit) kept.push([from, to]);
  }
  return kept;
}
