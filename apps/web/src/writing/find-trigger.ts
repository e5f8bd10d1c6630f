export type Trigger = {
  readonly kind: 'mention' | 'room' | 'emoji';
  /** What stands between the sign and the caret. */
  readonly query: string;
  /** Where the sign stands. */
  readonly start: number;
  /** It may as well be something else (`注意：ok`, or code): then Enter is not for the list before somebody has pointed into it. */
  readonly isDoubtful?: true;
};

// A sign begins a word, or follows a script that puts no space before it; not `me@example`, nor `Zoë@example`.
const mention =
  /(?<![[\p{L}\p{N}\p{M}_.@＠\-]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]])[@＠]([\p{L}\p{N}\p{M}_.\-]{0,32})$/v;
const room = /(?:^|[\s(（，。；、])[#＃]([^\s#＃]{0,40})$/u;
const emoji = /(?:^|[^\p{Script=Latin}\p{M}0-9:：])[:：]([a-z0-9_+-]{2,30})$/iu;
/** A colon that nothing but an emoji's code begins with. After Han it is the ASCII one: the full-width one ends a phrase. */
const surelyEmoji =
  /(?:^|[\s(（[]|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}，。！？；、）】」』》”’](?=:))[:：][a-z0-9_+-]+$/iu;

/** By its Chinese name, which a full-width colon begins only where a word may begin: it ends phrases too. */
const hanEmoji = /(?:^|[^\p{Script=Latin}\p{M}0-9:：])(?::|(?<=^|\s)：)(\p{Script=Han}{1,8})$/u;
const surelyHanEmoji = /(?:^|[\s(（[])[:：]\p{Script=Han}{1,8}$/u;

const longestLookBack = 90;

/** Whether what follows these lines stands in a block of code: as the parser reads fences. */
const isInFence = (lines: string): boolean => {
  let open: string | undefined;
  for (const [, ticks = '', info = ''] of lines.matchAll(/^[ \t]*(`{3,})([^`\n]*)$/gm))
    if (open === undefined) open = ticks;
    else if (ticks.length >= open.length && info.trim() === '') open = undefined;
  return open !== undefined;
};

/** Whether a sign after these words is one that nobody means: escaped, or in a block of code. */
const isPlain = (before: string): boolean => {
  const escapes = before.length - before.replace(/\\+$/, '').length;
  return escapes % 2 === 1 || isInFence(before);
};

/** Whether a sign after these words may turn out to stand in code, whose end is not typed yet, or in an address. */
const mayBePlain = (before: string): boolean => {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const isInCode = (line.match(/(?<!\\)`+/g)?.length ?? 0) % 2 === 1;
  return isInCode || (line.split(/\s/).at(-1) ?? '').includes('://');
};

/** What the words before the caret ask to complete, if anything. */
export const findTrigger = (text: string, caret: number): Trigger | undefined => {
  const before = text.slice(Math.max(0, caret - longestLookBack), caret);
  const of = (kind: Trigger['kind'], pattern: RegExp): Trigger | undefined => {
    const query = pattern.exec(before)?.[1];
    if (query === undefined) return undefined;
    const start = caret - query.length - 1;
    const ahead = text.slice(0, start);
    if (isPlain(ahead)) return undefined;
    const isDoubtful =
      (kind === 'emoji' && !surelyEmoji.test(before) && !surelyHanEmoji.test(before)) || mayBePlain(ahead);
    return { kind, query, start, ...(isDoubtful && { isDoubtful }) };
  };
  return of('mention', mention) ?? of('room', room) ?? of('emoji', emoji) ?? of('emoji', hanEmoji);
};
