import type { ConversationId, InboxChange, UserId } from '@rookery/protocol';
import type { InboxLine } from '../domain/inbox-line.ts';
import type { Refusal } from '../domain/log.ts';
import type { Page } from '../domain/page.ts';

/** A step of a user's log. `added` and `entry` name the conversation only: whoever passes them on reads its line afresh. */
export type UserLogStep = Omit<InboxChange, 'added' | 'entry'> & {
  readonly added?: ConversationId | undefined;
  readonly entry?: ConversationId | undefined;
};

/**
 * A user is a small log too: her conversations, invitations and read marks, numbered by her own `rev` (0 before the first step), kept
 * together, announced on her own channel.
 *
 * - Atomic? Each step with its number and announcement. Membership itself belongs to the conversation: an entry whose conversation no longer
 *   has her as a member is not listed.
 * - Ordered by `rev`, without gaps. Steps are kept for a while: `since` says `reset` where they are gone.
 * - Idempotent? `mark` is. - If it times out: throws `ChatError('unavailable')`; repeat. - Cost: a page is one read of her log and one per conversation, pipelined.
 */
export interface UserLog {
  /** Newest activity first (by the time the entry was gained or last written to by the store's knowledge); stable under paging. */
  inbox(user: UserId, cursor: string | undefined, limit: number): Promise<Page<InboxLine> & { readonly rev: number }>;
  /** One conversation's line; null where she neither belongs nor is invited. */
  line(user: UserId, conversation: ConversationId): Promise<InboxLine | null>;
  /**
   * All conversations she is a member of (not invitations, nor threads), with `rev` of that moment: what a connection listens to; and the threads that she follows, the one
   * followed last first.
   */
  conversations(user: UserId): Promise<{
    readonly rev: number;
    readonly conversations: readonly ConversationId[];
    readonly threads: readonly ConversationId[];
  }>;
  /**
   * Lets her follow a thread from its head on, or no longer; announces it. Repeating it changes nothing. At most `limits.followedThreads`: one more, and she lets go of the
   * one that she has followed for longest. [THR-5]
   */
  follow(
    user: UserId,
    thread: ConversationId,
    on: boolean,
  ): Promise<{ readonly status: 'set'; readonly read: number } | Refusal>;
  since(
    user: UserId,
    rev: number,
  ): Promise<
    | { readonly status: 'steps'; readonly rev: number; readonly steps: readonly UserLogStep[] }
    | { readonly status: 'reset' }
  >;
  /** Tells her devices that her line of a conversation reads otherwise for another reason than its log. Nothing where she has none. */
  touch(user: UserId, conversation: ConversationId): Promise<void>;
  /**
   * Raises the read mark to `seq` (at most the head), or sets it with `back`; announces a change. Answers the mark as it stands.
   * Calls by edits in the messages that are read by this are had. With `rev` so are those by all changes up to it, and her line is told
   * in any case: where two steps of a mark were cut off between each other, a repeat mends what her devices show. [LOG-17]
   */
  mark(
    user: UserId,
    conversation: ConversationId,
    seq: number,
    back: boolean,
    rev?: number,
  ): Promise<{ readonly status: 'marked'; readonly read: number; readonly unread: number } | Refusal>;
}
