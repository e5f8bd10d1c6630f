import type { ConversationId, UserId } from '@rookery/protocol';
import type { AboutRecord, MessageRecord, PersonalRecord, ServerRecord } from '../domain/store-record.ts';

/** Up to where a conversation was read: the log holds nothing before it that the reader has not. */
export type ReadUpTo = { readonly epoch: string; readonly seq: number; readonly rev: number };

export type LogPart = {
  readonly messages: readonly MessageRecord[];
  /** How far the reader is with it: where it goes on, also after a crash. */
  readonly reached: ReadUpTo;
  /** Nothing is missing: the reader has the conversation as it stood at `reached`, in one moment. */
  readonly isWhole: boolean;
};

/**
 * Reads everything that a store keeps, while servers write to it or not; it writes nothing itself. For backups, exports and moves.
 *
 * - Atomic? Each answer is of one moment. A conversation is consistent as of the last part of its log; people, and what is beside logs, are each as they
 *   were when they were read.
 * - Ordered? Messages come by number; then, where earlier ones were changed meanwhile, these again, as they read by then.
 * - Idempotent? It can be asked again from anywhere.
 * - If it times out: throws `ChatError('unavailable')`; go on from what was reached.
 * - Cost: a page of a log is O(limit). What has changed since a position is O(changes), or, where they are too many to be remembered, O(changed messages).
 */
export interface StoreSource {
  /** All of them, threads too, in the order of their ids. Those that come meanwhile may be among them. */
  conversations(): Promise<readonly ConversationId[]>;

  /**
   * What comes after a position, and what was changed since: at most `limit` messages of each. Null where there is no such conversation (any more); `restart` where it
   * has another epoch, and what was read before may not be so any more.
   */
  log(conversation: ConversationId, after: ReadUpTo | null, limit: number): Promise<LogPart | 'restart' | null>;

  /** What is beside a conversation's log: its own record first, with the head of this moment. */
  about(conversation: ConversationId): Promise<readonly AboutRecord[]>;

  /** All people, in the order of their ids. */
  people(): Promise<readonly UserId[]>;

  /** What belongs to her: her own record first. Empty where there is no such person. */
  person(user: UserId): Promise<readonly PersonalRecord[]>;

  /** What belongs to the whole server, in parts. */
  server(): AsyncIterable<readonly ServerRecord[]>;

  /** Idempotent. */
  close(): Promise<void>;
}
