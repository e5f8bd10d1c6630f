import type { Inline, Marked } from './ast.ts';
import { characterAt, characterBefore, isSpace, isSpacedLetter, isWord } from './characters.ts';
import type { Work } from './work.ts';

const typeOfMark = {
  '**': 'strong',
  '*': 'emphasis',
  _: 'emphasis',
  '~~': 'strike',
  '||': 'spoiler',
} as const satisfies Record<string, Marked['type']>;

type Mark = keyof typeof typeOfMark;

/** The marks a run of `length` same characters may consist of, longest first; none when the run means nothing. */
const marksOfRun = (character: string, length: number): readonly Mark[] => {
  if (character === '*') return length <= 3 ? ['**', '*'] : [];
  if (character === '_') return length === 1 ? ['_'] : [];
  if (character === '~') return length === 2 ? ['~~'] : [];
  return length === 2 ? ['||'] : [];
};

type Sides = { readonly canOpen: boolean; readonly canClose: boolean };

/**
 * MD-3 to MD-6. Unlike CommonMark, punctuation next to a mark plays no part: Chinese puts its quotes and full stops
 * there without a space.
 */
const sidesOf = (character: string, length: number, before: string, after: string): Sides => {
  const opens = !isSpace(after);
  const closes = !isSpace(before);
  if (character === '_') return { canOpen: opens && !isWord(before), canClose: closes && !isWord(after) };
  const isArithmetic = (character === '|' || length === 1) && isSpacedLetter(before) && isSpacedLetter(after);
  return { canOpen: opens && !isArithmetic, canClose: closes };
};

type Opener = { readonly mark: Mark; readonly at: number };

const mergeText = (nodes: readonly Inline[], work: Work): Inline[] => {
  work.steps += nodes.length;
  const merged: Inline[] = [];
  for (const node of nodes) {
    const last = merged.at(-1);
    if (node.type === 'text' && last?.type === 'text') {
      merged[merged.length - 1] = { type: 'text', text: last.text + node.text };
    } else merged.push(node);
  }
  return merged;
};

/**
 * Collects nodes and folds what stands between two marks into one node. Each mark has at most one live opener, so a
 * mark never nests in itself and depth is bounded (MD-20); a node moves once per fold and is then out of sight, so all
 * folds together are linear.
 */
export class MarkedNodes {
  readonly #work: Work;
  readonly #nodes: Inline[] = [];
  readonly #stack: Opener[] = [];
  readonly #live = new Map<Mark, Opener>();

  constructor(work: Work) {
    this.#work = work;
  }

  push(node: Inline): void {
    this.#nodes.push(node);
  }

  text(text: string): void {
    if (text !== '') this.#nodes.push({ type: 'text', text });
  }

  /** Takes the run of marks `source[start..end)`: closes what it can, then opens what is left, else it is text. */
  run(source: string, start: number, end: number): void {
    const character = source.charAt(start);
    const marks = marksOfRun(character, end - start);
    const { canOpen, canClose } = sidesOf(
      character,
      end - start,
      characterBefore(source, start),
      characterAt(source, end),
    );
    let left = end - start;
    if (canClose) {
      for (let mark = this.#innermost(marks, left); mark; mark = this.#innermost(marks, left)) {
        this.#close(mark);
        left -= mark.mark.length;
      }
    }
    if (canOpen) {
      for (const mark of marks) {
        if (mark.length > left) continue;
        this.#open(mark);
        left -= mark.length;
      }
    }
    this.text(character.repeat(left));
  }

  finish(): Inline[] {
    return mergeText(this.#nodes, this.#work);
  }

  #innermost(marks: readonly Mark[], maxLength: number): Opener | undefined {
    let innermost: Opener | undefined;
    for (const mark of marks) {
      const opener = this.#live.get(mark);
      if (opener && mark.length <= maxLength && opener.at > (innermost?.at ?? -1)) innermost = opener;
    }
    return innermost;
  }

  /** The mark stands as text until it is closed. An older opener of the same mark stays text for good. */
  #open(mark: Mark): void {
    const opener = { mark, at: this.#nodes.length };
    this.text(mark);
    this.#stack.push(opener);
    this.#live.set(mark, opener);
  }

  #close(opener: Opener): void {
    for (let top = this.#stack.pop(); top; top = this.#stack.pop()) {
      this.#work.steps += 1;
      if (this.#live.get(top.mark) === top) this.#live.delete(top.mark);
      if (top === opener) break;
    }
    const children = this.#nodes.splice(opener.at).slice(1);
    this.push({ type: typeOfMark[opener.mark], children: mergeText(children, this.#work) });
  }
}
