import type { AuditAct, ConversationId, UserId } from '@rookery/protocol';
import * as z from 'zod';
import { canonicalJson, unreadableEntry } from '../../../domain/audit.ts';
import type { AuditEntry, AuditRecord } from '../../../domain/audit.ts';

const brand = <Id extends string>() => z.custom<Id>((value) => typeof value === 'string');
const details = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string()), z.record(z.string(), z.string())]),
);
const entrySchema = z.object({
  id: z.string(),
  at: z.number(),
  by: z.nullable(brand<UserId>()),
  // Of a later version too, whose data an earlier one has been given.
  act: brand<AuditAct>(),
  room: z.optional(brand<ConversationId>()),
  name: z.optional(z.string()),
  user: z.optional(brand<UserId>()),
  seq: z.optional(z.number()),
  before: z.optional(details),
  after: z.optional(details),
  reason: z.optional(z.string()),
});
const recordSchema = z.object({ entry: entrySchema, previous: z.string(), hash: z.string() });

/** As a step has left it, in whatever order of fields. */
export const parseEntry = (json: string): AuditEntry => entrySchema.parse(JSON.parse(json));

export const recordText = ({ entry, previous, hash }: AuditRecord): string => canonicalJson({ entry, previous, hash });

/** What is no record any more fails the check of the log, and must not fail here. */
export function parseRecord(n: number, json: string): AuditRecord {
  try {
    return { n, ...recordSchema.parse(JSON.parse(json)) };
  } catch {
    return { n, entry: unreadableEntry, previous: '', hash: '' };
  }
}
