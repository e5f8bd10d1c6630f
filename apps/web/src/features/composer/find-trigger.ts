export type Trigger = {
  readonly kind: 'mention' | 'room' | 'emoji';
  /** What stands between the sign and the caret. */
  readonly query: string;
  /** Where the sign stands. */
  readonly start: number;
};

// A sign begins a word, or follows anything that is no Latin letter or digit: Chinese puts no space before it.
const mention = /(?:^|[^A-Za-z0-9_.@＠-])[@＠]([\p{L}\p{N}_.-]{0,32})$/u;
const room = /(?:^|[\s(（，。；、])[#＃]([^\s#＃]{0,40})$/u;
const emoji = /(?:^|[^A-Za-z0-9:：])[:：]([a-z0-9_+-]{2,30})$/iu;

const longestLookBack = 90;

/** What the words before the caret ask to complete, if anything. */
export const findTrigger = (text: string, caret: number): Trigger | undefined => {
  const before = text.slice(Math.max(0, caret - longestLookBack), caret);
  const of = (kind: Trigger['kind'], pattern: RegExp): Trigger | undefined => {
    const query = pattern.exec(before)?.[1];
    return query === undefined ? undefined : { kind, query, start: caret - query.length - 1 };
  };
  return of('mention', mention) ?? of('room', room) ?? of('emoji', emoji);
};
