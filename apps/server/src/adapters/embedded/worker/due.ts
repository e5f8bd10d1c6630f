import type { DatabaseSync } from 'node:sqlite';
import { asConversationId } from '@rookery/protocol';
import { consumers, consumersIn } from '../../../domain/consumers.ts';
import { prepareRun } from './statements.ts';
import type { Transaction } from './transaction.ts';

/** ms since the epoch by a clock that never steps while the process runs: what is timed goes by it. [OPS-19] */
export const steadyNow = (): number => Math.floor(performance.timeOrigin + performance.now());

/**
 * Makes a conversation due for each consumer that is interested in it, unless it is queued already. Called in the transaction of every write to
 * its log.
 */
export function due(db: DatabaseSync, transaction: Transaction) {
  const queue = prepareRun(
    db,
    `INSERT INTO tasks (user, conversation, consumer, epoch, seq, due_at) VALUES ('', ?, ?, '', 0, ?) ON CONFLICT DO NOTHING`,
  );
  return (conversation: { readonly id: string; readonly interest: number }): void => {
    if (conversation.interest === 0) return;
    for (const consumer of consumersIn(conversation.interest))
      if (queue(conversation.id, consumers[consumer].bit, steadyNow()) === 1)
        transaction.due.push({ kind: 'conversation', consumer, conversation: asConversationId(conversation.id) });
  };
}
export type Due = ReturnType<typeof due>;
