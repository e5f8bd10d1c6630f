import type { ConversationId, UserId } from '@rookery/protocol';
import type { Page } from '../domain/page.ts';
import type { Listening } from './announcements.ts';

/** A message that somebody has shown to those who moderate, with the copy that they are given. Times in ms since the epoch. */
export type FiledReport = {
  readonly id: string;
  readonly conversation: ConversationId;
  readonly seq: number;
  /** The room's name at that time, also of a thread in it; left out of a direct conversation. */
  readonly room?: string | undefined;
  readonly reason: string;
  readonly by: UserId;
  readonly at: number;
  readonly message: { readonly author: UserId; readonly content: string; readonly at: number };
};

/** Reports that nobody has closed: of all, of one conversation with the threads under it, of one who reports. */
export const reportsKept = { all: 10_000, ofConversation: 1_000, byOne: 50 } as const;

export type ReportsHearing = {
  /** A report of this conversation has come, or was closed: it is about a message of `author`. */
  changed(conversation: ConversationId, author: UserId): void;
};

/**
 * Reports that wait for somebody to look at them. Who may see or close them is the caller's to test: nothing here is part of a conversation's log.
 *
 * - Atomic? Each call is. - Ordered? By `at`, then `id`: lists begin with the earliest. - Idempotent? `file` is by reporter and message; closing again finds none.
 * - Durable? What writes is, before it resolves. `listen` brings hints that may be lost.
 * - If it times out: throws `ChatError('unavailable')`; repeat. - Cost: O(1); a page O(limit and those that are left out before its end).
 * - Cursors are opaque; one that cannot be read throws `ChatError('bad_request')`.
 */
export interface Reports {
  /** `again`: she has reported this message before. `too-many`: one of `reportsKept` is reached. */
  file(report: FiledReport): Promise<'filed' | 'again' | 'too-many'>;
  /** Of one conversation, and of the threads under it; null: of all. Those about messages of `reader` are left out: pages are as full as if there were none. */
  list(
    conversation: ConversationId | null,
    reader: UserId,
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<FiledReport>>;
  find(id: string): Promise<FiledReport | null>;
  /** Takes it away, with its copy. False where there is none. */
  close(id: string): Promise<boolean>;
  listen(hearing: ReportsHearing): Listening;
}
