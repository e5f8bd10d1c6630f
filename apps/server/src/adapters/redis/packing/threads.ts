import { asThreadId, asUserId } from '@rookery/protocol';
import type { Thread } from '@rookery/protocol';
import type { ChangedThreads } from '../../../domain/continuation.ts';
import { list, number, text } from '../reply.ts';
import type { Reply } from '../reply.ts';

/** What `th` holds of a thread: its id, replies, when the last one was written, who wrote, spaces between. Written by the scripts alone. */
export function toThread(kept: string): Thread {
  const [id = '', replies, lastAt, ...users] = kept.split(' ');
  return { id: asThreadId(id), replies: Number(replies), lastAt: Number(lastAt), users: users.map(asUserId) };
}

/** An answer of `threads_after`. */
export function toChangedThreads(reply: Reply | undefined): ChangedThreads {
  const [mark, rows, more] = list(reply);
  return {
    mark: number(mark),
    changed: list(rows).map((row) => {
      const [seq, kept] = list(row);
      return { seq: number(seq), thread: toThread(text(kept)) };
    }),
    isMore: text(more) === '1',
  };
}
