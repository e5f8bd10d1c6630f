/** A piece of a message as it is shown among what was found. */
export type Piece = { readonly text: string; readonly isMarked: boolean };

/** UTF-16 units before the first mark, and in all. */
const lead = 48;
const most = 220;

/** The message around what was found, with what is to be marked. Nothing is cut within a letter. */
export const snippet = (content: string, ranges: readonly (readonly [number, number])[]): readonly Piece[] => {
  const first = ranges[0]?.[0] ?? 0;
  const from = first > lead ? wordStart(content, first - lead) : 0;
  const to = content.length - from > most ? whole(content, from + most) : content.length;
  const pieces: Piece[] = [];
  const put = (start: number, end: number, isMarked: boolean): void => {
    const text = content.slice(start, end).replaceAll(/\s+/gu, ' ');
    if (text !== '') pieces.push({ text, isMarked });
  };
  if (from > 0) pieces.push({ text: '… ', isMarked: false });
  let at = from;
  for (const [start, end] of ranges) {
    if (start >= to) break;
    put(at, start, false);
    put(start, Math.min(end, to), true);
    at = Math.min(end, to);
  }
  put(at, to, false);
  if (to < content.length) pieces.push({ text: ' …', isMarked: false });
  return pieces;
};

const whole = (text: string, at: number): number => (/[\udc00-\udfff]/.test(text[at] ?? '') ? at - 1 : at);

/** A little further back where a word begins there. */
const wordStart = (text: string, at: number): number => {
  const blank = text.slice(Math.max(0, at - 12), at).search(/\s\S*$/u);
  return blank < 0 ? whole(text, at) : Math.max(0, at - 12) + blank + 1;
};
