import type { ConversationId, UserId } from '@rookery/protocol';
import type { AuditEntry, AuditHead, AuditRecord } from '../domain/audit.ts';
import type { Page } from '../domain/page.ts';

/** Of one room, of one person (what she did, and what was done to her), or both; left out: all. */
export type AuditFilter = { readonly room?: ConversationId | undefined; readonly user?: UserId | undefined };

/**
 * The record of every act of power, over the whole server. The stores write it themselves: whatever in `moderation`, `membership`, `rooms`, `log` and
 * `accounts` is such an act leaves one record if it changed something, in the act's own step; nothing there or here alters or removes a record.
 *
 * - Atomic? An act and its record are. Where they lie apart, the act's step leaves what is owed beside itself, and a task brings it over (`settle`).
 * - Ordered? By `n`, without gaps; each record holds the hash of the one before. - Once: by the entry's id.
 * - Idempotent? All. - Durable? `record` is, before it resolves.
 * - If it times out: throws `ChatError('unavailable')`; repeat with the same id. - Cost: one write; a page is O(limit), with both filters O(records of the room).
 */
export interface AuditLog {
  /** Of an act that none of the store's other ports does. `at` is the caller's clock. */
  record(entry: AuditEntry): Promise<void>;
  /** The newest first. A page may be shorter than `limit` and have a next one. Throws `ChatError('bad_request')` for a cursor that cannot be read. */
  list(filter: AuditFilter, cursor: string | undefined, limit: number): Promise<Page<AuditRecord>>;
  /** In the order of their numbers, those above `after`; and where the log ends. */
  read(after: number, limit: number): Promise<{ readonly records: readonly AuditRecord[]; readonly head: AuditHead }>;
  /** Brings over what the steps there have left. Nothing to do where a store writes the record in the act's own step. */
  settle(subject: ConversationId | UserId): Promise<void>;
}
