import * as z from 'zod/mini';
import { conversationId, userId } from '../ids.ts';
import { count, seq, seqOrZero, timeMs } from '../numbers.ts';
import { message } from './message.ts';
import { notify } from './notify.ts';
import { head } from './position.ts';
import { right, role } from './right.ts';
import { room } from './room.ts';
import { user } from './user.ts';

/** One line of an inbox. `invited` marks an invitation that `room:join` accepts: its `last` is null and its numbers 0. */
export const entry = z.object({
  conversation: conversationId,
  kind: z.enum(['room', 'direct', 'group', 'thread']),
  room: z.optional(room),
  user: z.optional(user),
  /** Of a group: all its people, the reader among them. */
  users: z.optional(z.array(user)),
  /** Of a group that was given one. */
  name: z.optional(z.string()),
  /** Of a thread: the message that it hangs on. `content` is absent when that was deleted. */
  root: z.optional(z.object({ conversation: conversationId, seq, user, content: z.optional(z.string()) })),
  head,
  read: seqOrZero,
  /** `head.seq − max(read, head.first − 1)`, always. */
  unread: count,
  /** Messages after `read` that mention the reader, and `calledLate`. */
  mentions: count,
  /** Messages up to `read` in which an edit has named her since; 0 where it is left out. Counted in `mentions`. */
  calledLate: z.optional(count),
  last: z.nullable(message),
  invited: z.optional(z.literal(true)),
  /** With `invited`: who invites, as she is now, where that is known. */
  invitedBy: z.optional(user),
  /** The reader's role in the room. */
  role: z.optional(role),
  /** What the reader may do there now; left out of an invitation. */
  rights: z.optional(z.array(right)),
  /** While the reader is muted there: until when. */
  mutedUntil: z.optional(timeMs),
  /** The room's, from which those with the right `mute` are exempt. */
  slowModeMs: z.optional(count),
  /** What the reader wants to be told of here; left out: as her settings say. */
  notify: z.optional(notify),
});
export type Entry = z.infer<typeof entry>;

/** What ended somebody's part in a conversation. */
export const departureReason = z.enum(['left', 'removed', 'banned', 'deleted']);
export type DepartureReason = z.infer<typeof departureReason>;

/**
 * One numbered step of a user's own small log. Where `rev` is `prev`, it is none: then `entry` is the line of a thread in which something was said that this
 * connection does not hear, or, without one, the inbox is to be asked for by `sync`.
 */
export const inboxChange = z.object({
  prev: count,
  rev: count,
  added: z.optional(entry),
  removed: z.optional(conversationId),
  /** With `removed`: by what act. Left out where that is not known; a second step for the same conversation may tell it later. */
  why: z.optional(departureReason),
  /** With `removed`: who did it, unless she did it herself. */
  by: z.optional(userId),
  /** A line that changed in another way than by its log: the reader's rights, her role, a setting. */
  entry: z.optional(entry),
  read: z.optional(z.object({ conversation: conversationId, read: seqOrZero, unread: count })),
});
export type InboxChange = z.infer<typeof inboxChange>;
