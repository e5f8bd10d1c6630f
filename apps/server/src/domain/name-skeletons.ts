import { foldName } from '@rookery/protocol';
import { confusables } from './confusables.ts';

/** Character → what it looks like. Read from the table at the first use: 5,000 entries, some milliseconds. */
let looksLike: ReadonlyMap<string, string> | undefined;

const readTable = (): ReadonlyMap<string, string> => {
  const character = (code: string): string => String.fromCodePoint(Number.parseInt(code, 16));
  const table = new Map<string, string>();
  for (const record of confusables.trim().split(/;\s*/)) {
    const [target = '', sources = ''] = record.split('=');
    if (target === '') continue;
    const seen = target.split('+').map(character).join('');
    for (const source of sources.split(' ')) table.set(character(source), seen);
  }
  return table;
};

/** The skeleton of UTS #39: each character replaced by what it looks like. White space counts once, as a page shows it. */
const skeletonOf = (name: string): string => {
  looksLike ??= readTable();
  let skeleton = '';
  for (const character of name.normalize('NFD').replace(/\p{Default_Ignorable_Code_Point}/gu, ''))
    skeleton += looksLike.get(character) ?? character;
  return foldName(skeleton).replace(/\s+/gu, ' ');
};

/**
 * How a name looks: as it was typed and in small letters, both without regard to case. Two names that have one of these in
 * common look alike, and only one of them may be taken: a store claims a name by all of them, and finds it by `foldName`.
 * `AIice` with a capital i has `alice` and `aiice`, `alice` only the first; `paypaI` and `раураl` meet in `paypal`.
 * Names of one folded form always meet. One or two, sorted, each once; at most some 60 characters for each of a name's.
 */
export const nameSkeletons = (name: string): readonly string[] =>
  [...new Set([skeletonOf(name), skeletonOf(foldName(name))])].sort();

/** Under which of its skeletons a name is found: what has the same folded form has it too. */
export const findingSkeleton = (name: string): string => skeletonOf(foldName(name));

export const looksAlike = (one: string, other: string): boolean => {
  const skeletons = nameSkeletons(other);
  return nameSkeletons(one).some((skeleton) => skeletons.includes(skeleton));
};
