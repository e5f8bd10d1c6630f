import { isConversationId } from '@rookery/protocol';
import type { ConversationId } from '@rookery/protocol';

/**
 * Where a message stands in the order of what is found: by its time, then by its conversation and number. All of it is of the message itself, so
 * every node's index has the same order, and a page may go on at another one.
 */
export type FoundPlace = {
  /** Of a message; `afterAllOf` says a place where none is. */
  readonly conversation: ConversationId;
  readonly seq: number;
  /** ms since the epoch. */
  readonly at: number;
};

export const newestFirst = (one: FoundPlace, other: FoundPlace): number =>
  other.at - one.at ||
  (one.conversation === other.conversation ? other.seq - one.seq : one.conversation < other.conversation ? -1 : 1);

/** Behind every id. */
const lastOfAll = '~';

/** The place behind all messages of that time, in front of all older ones. */
export const afterAllOf = (at: number): FoundPlace => ({
  // It is compared with ids and is none.
  ...{ conversation: lastOfAll as ConversationId, seq: 0 },
  at,
});

export const placeText = ({ at, conversation, seq }: FoundPlace): string =>
  `${at.toString(36)}.${conversation}.${seq.toString(36)}`;

/** Null where it is none. */
export function readPlace(text: string): FoundPlace | null {
  const [, when, conversation, number] =
    /^(-?[0-9a-z]{1,10})\.([A-Za-z0-9_-]{3,40}|~)\.([0-9a-z]{1,10})$/.exec(text) ?? [];
  if (when === undefined || conversation === undefined || number === undefined) return null;
  const [at, seq] = [Number.parseInt(when, 36), Number.parseInt(number, 36)];
  if (!Number.isSafeInteger(at) || !Number.isSafeInteger(seq)) return null;
  if (conversation === lastOfAll) return afterAllOf(at);
  return isConversationId(conversation) ? { conversation, seq, at } : null;
}
