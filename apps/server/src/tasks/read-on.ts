import type { ConversationId, Head, Position } from '@rookery/protocol';
import type { LogChange, LogMessage } from '../domain/log.ts';
import type { ConversationLog } from '../ports/conversation-log.ts';

/** What a consumer has not been told yet of a conversation. */
export type TaskNews = {
  readonly conversation: ConversationId;
  /** After `from.seq`, in their order, as they read now. */
  readonly messages: readonly LogMessage[];
  /** After `from.rev`, in their order; they may concern messages that come later. */
  readonly changes: readonly LogChange[];
  /**
   * The log was rewritten since the consumer read it: what it was told beyond `from` may not be so. It is told anew from there, which is where
   * the epoch began, or where it had read if that is before.
   */
  readonly isReset: boolean;
  /** There were more changes than the log keeps: the first of them are gone, and can only be seen in the messages themselves. */
  readonly lacksChanges: boolean;
  readonly from: Position;
  /** Where the cursor goes when it has been told. */
  readonly to: Position;
  readonly more: boolean;
};

/** Reads on from a consumer's cursor, at most `limit` messages and changes. Null where there is no such conversation. */
export async function readOn(
  log: Pick<ConversationLog, 'tail'>,
  conversation: ConversationId,
  cursor: Position,
  limit: number,
): Promise<TaskNews | null> {
  let from = cursor;
  let isReset = false;
  for (;;) {
    const tail = await log.tail(conversation, from, limit);
    if (!tail) return null;
    const { head, base } = { head: tail.state.head, base: tail.state.base };
    if (contradicts(from, head, tail.at)) {
      from = goBack(from, head, base);
      isReset = true;
      continue;
    }
    const message = tail.messages.at(-1);
    const change = tail.changes.at(-1);
    // What was taken away is passed over.
    const passed = Math.max(from.seq, head.first - 1);
    const to: Position = {
      epoch: head.epoch,
      seq: message?.seq ?? passed,
      id: message ? message.id : passed > from.seq ? null : (from.id ?? tail.at.id),
      rev: change?.rev ?? from.rev,
      change: change ? change.id : (from.change ?? tail.at.change),
    };
    return {
      conversation,
      messages: tail.messages,
      changes: tail.changes,
      isReset,
      lacksChanges: (tail.changes[0]?.prev ?? from.rev) > from.rev,
      from,
      to,
      more: to.seq < head.seq || to.rev < head.rev,
    };
  }
}

/** What is not held any more (null) contradicts nothing. */
function contradicts(cursor: Position, head: Head, at: Pick<Position, 'id' | 'change'>): boolean {
  if (cursor.epoch !== head.epoch || cursor.seq > head.seq || cursor.rev > head.rev) return true;
  if (cursor.id !== null && at.id !== null && cursor.id !== at.id) return true;
  return cursor.change !== null && at.change !== null && cursor.change !== at.change;
}

/**
 * Back to where this epoch began, never forward: what was written before that, and not read yet, is still to be told. Where the epoch is the
 * same and the log differs all the same, all that is certain is its beginning.
 */
function goBack(cursor: Position, head: Position, base: number): Position {
  const isSameEpoch = cursor.epoch === head.epoch;
  return {
    epoch: head.epoch,
    seq: isSameEpoch && cursor.seq <= base ? 0 : Math.min(cursor.seq, base, head.seq),
    id: null,
    rev: isSameEpoch ? 0 : Math.min(cursor.rev, head.rev),
    change: null,
  };
}
