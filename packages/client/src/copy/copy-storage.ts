import type { ConversationId, Entry, Head, Message, ServerSettings, Settings, UserId } from '@rookery/protocol';
import type { Person } from '../people/people.ts';

/** What a device has read, but for the logs: as of one moment. */
export type Overview = {
  /** The number of the user's own log that it is as of. */
  readonly rev: number;
  /** All her conversations, and the threads that she follows; each with the head that its log had then. */
  readonly entries: readonly Entry[];
  readonly people: readonly Person[];
  readonly settings: Settings | null;
  readonly server: ServerSettings | undefined;
};

/** The newest messages of one conversation, without a hole, up to where its log was followed: all that happened up to `at` is in them. */
export type LogCopy = {
  readonly conversation: ConversationId;
  readonly at: Head;
  /** How much was known of its threads. */
  readonly mark: number | undefined;
  readonly messages: readonly Message[];
};

/**
 * Where a device keeps a copy of what one user has read, for a start without a network. Nothing in it is needed: what is lost is read again, and what
 * is older than the log is caught up by `sync` from where it ends. Every call may reject.
 */
export interface CopyStorage {
  /** Null where there is none of hers. What is there of anybody else, or in another format, is erased. */
  load(user: UserId): Promise<Overview | null>;
  /** Null where there is none of hers. */
  log(user: UserId, conversation: ConversationId): Promise<LogCopy | null>;
  /** In one step. Beyond its bounds the logs that were written longest ago go. */
  save(user: UserId, overview: Overview, logs: readonly LogCopy[]): Promise<void>;
  /** What the user may not read any more. */
  forget(conversations: readonly ConversationId[]): Promise<void>;
  /** All of it. */
  erase(): Promise<void>;
}
