import type { ConversationId, UserId } from '@rookery/protocol';
import type { Page } from '../domain/page.ts';
import type { RetentionRules } from '../domain/retention-rules.ts';

export type Hold = {
  readonly conversation: ConversationId;
  readonly by: UserId;
  /** ms since the epoch. */
  readonly at: number;
  readonly reason?: string | undefined;
};

/** `taken`: messages. `more`: this was a step of a pass that goes on. */
export type SweptRetention = { readonly taken: number; readonly more: boolean };

/**
 * Takes away what is kept for long enough, from the beginning of each log on, with all that hangs on it (`ConversationLog.trim`): what people find is one log without a
 * hole, which begins later. A thread goes with the message that it hangs on.
 *
 * - Atomic? That nobody holds the conversation, and what its room wants, is tested in the very step that takes a message away: once `hold` is answered nothing more goes.
 * - Idempotent: all. Several nodes may sweep at a time; on a shared store each part of it is one node's at a time.
 * - If it times out: throws `ChatError('unavailable')`; the next call goes on. - Cost: a step is bounded (500 messages of a conversation) and takes the writers some ms;
 *   of what has nothing to give it is one read.
 */
export interface Retention {
  /** One step of a pass over all conversations. `now`: ms since the epoch; `rules`: the server's, within which those of a room count. */
  sweep(now: number, rules: RetentionRules): Promise<SweptRetention>;
  /** Leaves a record `hold:set` where it changed something. `full`: there are too many. */
  hold(
    hold: Omit<Hold, 'reason'> & { readonly on: boolean; readonly reason?: string | undefined },
  ): Promise<'done' | 'unknown' | 'full'>;
  holds(cursor: string | undefined, limit: number): Promise<Page<Hold>>;
}
