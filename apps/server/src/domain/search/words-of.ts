import type { Run } from './fold-text.ts';

/** UTF-16 units of a word that the index keeps; what is beyond is compared in the message itself. */
const keptUnits = 40;
/** Pairs of one run that a query asks the index for; more would find hardly less. */
const askedPairs = 12;

/** A word as the index has it, or the beginning of one. */
export type IndexWord = { readonly word: string; readonly isBeginning: boolean };

const cut = (word: string): string => (word.length <= keptUnits ? word : word.slice(0, keptUnits).toWellFormed());

/**
 * The words under which a run is put into the index: a word is itself; of signs each pair of neighbours, and the last sign alone, so that a
 * single sign is always the beginning of one of them.
 */
export function indexedWords({ kind, text }: Run): readonly string[] {
  if (kind === 'word') return [cut(text)];
  const points = [...text];
  return points.map((point, index) => point + (points[index + 1] ?? ''));
}

/** Words that every text has in which the run occurs; `isBeginning`: the last word may go on in the text. */
export function askedWords({ kind, text }: Run, isBeginning: boolean): readonly IndexWord[] {
  if (kind === 'word') return [{ word: cut(text), isBeginning: isBeginning || text.length > keptUnits }];
  const points = [...text];
  if (points.length === 1) return [{ word: text, isBeginning: true }];
  return points
    .slice(0, Math.min(points.length - 1, askedPairs))
    .map((point, index) => ({ word: point + points[index + 1], isBeginning: false }));
}
