import * as z from 'zod/mini';
import { cursor, next } from '../cursor.ts';
import { conversationId } from '../ids.ts';
import { pageSize, seq, timeMs } from '../numbers.ts';
import { user } from '../shapes/user.ts';
import { reason, roomRef } from '../text.ts';
import { userName } from '../user-name.ts';
import { clientEvent } from './define.ts';

const details = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string()), z.record(z.string(), z.string())]),
);

/** Acts of this version, for `act`. More of them come with later versions: a client tells what it does not know by its name. */
export const auditActs = [
  'setup',
  'shell:owner',
  'shell:password-link',
  'shell:codes-off',
  'shell:raise-level',
  'admin:person',
  'admin:settings',
  'invite:create',
  'invite:revoke',
  'invite:accept',
  'sso:groups',
  'ldap:groups',
  'room:role',
  'room:mute',
  'room:ban',
  'room:unban',
  'room:remove',
  'room:edit',
  'room:delete',
  'room:export',
  'hold:set',
  'message:delete',
  'message:links',
  'report:close',
  /** Stands where a record is none any more. */
  'unreadable',
] as const;
export type AuditAct = (typeof auditActs)[number];

export const auditRecord = z.object({
  id: z.string(),
  at: timeMs,
  /** Who did it; null: it was done from the server's shell. */
  by: z.nullable(user),
  /** The event that asked for it, or the way to the same thing without one. More of them come with later versions. */
  act: z.string(),
  target: z.object({
    room: z.optional(conversationId),
    /** The room's name at that time, of a public one. */
    name: z.optional(z.string()),
    user: z.optional(user),
    /** Of the message. */
    seq: z.optional(seq),
  }),
  before: z.optional(details),
  after: z.optional(details),
  reason: z.optional(reason),
});
export type AuditRecord = z.infer<typeof auditRecord>;

export const auditList = clientEvent({
  name: 'audit:list',
  about:
    'Lists acts of power, the newest first: those in a room for its moderators and owners, all for admins of the server. Nothing alters these records; those of a room that is gone stay.',
  request: z.object({
    room: z.optional(roomRef),
    user: z.optional(userName),
    cursor: z.optional(cursor),
    limit: z.optional(pageSize),
  }),
  answer: z.object({ records: z.array(auditRecord), next }),
});
