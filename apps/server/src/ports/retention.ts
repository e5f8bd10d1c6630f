import type { ConversationId, UserId } from '@rookery/protocol';
import type { Page } from '../domain/page.ts';
import type { RetentionRules } from '../domain/retention-rules.ts';

export type Hold = {
  /** A conversation with its threads, or all that somebody has written. */
  readonly of: ConversationId | UserId;
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
 * - Atomic? That nobody holds the conversation, and what its room wants, is tested in the very step that takes a message away: once `hold` is answered nothing more goes. Of a person who is held
 *   nothing goes from when `hold` is answered, which may take some seconds: of each log what lies before her first message there (a thread counts with its root) goes on.
 * - Idempotent: all. Several nodes may sweep at a time; on a shared store each part of it is one node's at a time.
 * - If it times out: throws `ChatError('unavailable')`; the next call goes on. - Cost: a step is bounded (500 messages of a conversation) and takes the writers some ms;
 *   of what has nothing to give it is one read.
 */
export interface Retention {
  /** One step of a pass over all conversations. `now`: ms since the epoch; `rules`: the server's, within which those of a room count. */
  sweep(now: number, rules: RetentionRules): Promise<SweptRetention>;
  /** Of a conversation it leaves a record `hold:set` where it changed something. `full`: there are too many. Whether there is such a person is not looked at. */
  hold(
    hold: Omit<Hold, 'reason'> & { readonly on: boolean; readonly reason?: string | undefined },
  ): Promise<'done' | 'unknown' | 'full'>;
  holdOf(of: ConversationId | UserId): Promise<Hold | null>;
  /** By their ids: people come last. */
  holds(cursor: string | undefined, limit: number): Promise<Page<Hold>>;
}
