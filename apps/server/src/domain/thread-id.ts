import { asConversationId, asThreadId } from '@rookery/protocol';
import type { ConversationId, MessageId, PlaceId, ThreadId } from '@rookery/protocol';

/** Of the number of a root, in hexadecimal, and of its id. */
const seqChars = 8;
const wordChars = 7;
/** Of an id behind its prefix: what the server makes is not longer. */
const bodyChars = 22;

/** What a root is known by within its number. */
const wordOf = (root: MessageId): string => root.slice(2, 2 + wordChars).padEnd(wordChars, '_');

/**
 * The thread under a message: `t_`, the letter and the body of the parent's id, the root's number and the beginning of its id. Whatever is said under the same
 * number in another life of the log is another thread. Null where no thread can be.
 */
export function threadIdOf(parent: PlaceId, seq: number, root: MessageId): ThreadId | null {
  const body = parent.slice(2);
  const number = seq.toString(16).padStart(seqChars, '0');
  if (body.length > bodyChars || number.length > seqChars) return null;
  return asThreadId(`t_${parent[0] ?? ''}${body}${number}${wordOf(root)}`);
}

export type ThreadPlace = { readonly parent: PlaceId; readonly seq: number; readonly word: string };

/** Where a thread hangs, as its id says; null where the server makes no such id. */
export function readThreadId(id: string): ThreadPlace | null {
  const [, kind, body, number, word] = /^t_([rdg])([A-Za-z0-9_-]{1,22})([0-9a-f]{8})([A-Za-z0-9_-]{7})$/.exec(id) ?? [];
  if (kind === undefined || body === undefined || number === undefined || word === undefined) return null;
  const seq = Number.parseInt(number, 16);
  return seq === 0 ? null : { parent: asConversationId(`${kind}_${body}`) as PlaceId, seq, word };
}

/** How the ids of all threads under `parent` begin, and how long they are: no other conversation's id is both. */
export const threadIdsUnder = (parent: ConversationId): { readonly beginning: string; readonly length: number } => {
  const beginning = `t_${parent[0] ?? ''}${parent.slice(2)}`;
  return { beginning, length: beginning.length + seqChars + wordChars };
};

/** Whether this message is the root that the thread's id names. */
export const isRootOf = ({ word }: ThreadPlace, id: MessageId): boolean => wordOf(id) === word;
