import type { ConversationId, UserId } from '@rookery/protocol';
import type { PushStanding } from '../domain/push-standing.ts';

/**
 * Who is to be looked at when something is said: by conversation those who have devices that are pushed to. It may name people who are no members any more, or have no
 * devices: whoever finds that out takes them off. Where nobody is watched for, nothing is done at all.
 *
 * - Atomic? `unwatch` is; `watch` has her in the list before the consumer `push` is interested, so what is told after it resolved is told to the consumer. A thread is
 *   interesting from the message on that finds its parent so, in the append's own step, without a call.
 * - Ordered? `watchers` by id. - Idempotent? All. - Durable? `watch` is, before it resolves.
 * - If it times out: throws `ChatError('unavailable')`; repeat. - Cost: O(1) each person.
 */
export interface Pushes {
  /** Nothing where there is no such conversation. */
  watch(conversation: ConversationId, user: UserId): Promise<void>;
  /** The consumer is interested no longer where nobody is left. */
  unwatch(conversation: ConversationId, users: readonly UserId[]): Promise<void>;
  /** Those after one, at most `limit`; of a thread its parent's. */
  watchers(conversation: ConversationId, after: UserId | null, limit: number): Promise<readonly UserId[]>;
  /** Of each, as it is now. `life`: the epoch, and the head at which it began. */
  standings(
    conversation: ConversationId,
    users: readonly UserId[],
    life: { readonly epoch: string; readonly base: number },
  ): Promise<readonly PushStanding[]>;
}
