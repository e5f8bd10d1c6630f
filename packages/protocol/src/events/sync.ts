import * as z from 'zod/mini';
import { conversationId, messageId } from '../ids.ts';
import { limits } from '../limits.ts';
import { count, rev, seqOrZero } from '../numbers.ts';
import { change } from '../shapes/change.ts';
import { inboxChange } from '../shapes/entry.ts';
import { message, threadAt } from '../shapes/message.ts';
import { epoch, head } from '../shapes/position.ts';
import { clientEvent } from './define.ts';

export const heldPosition = z.object({
  conversation: conversationId,
  epoch,
  seq: seqOrZero,
  id: z.optional(z.nullable(messageId)),
  rev,
  change: z.optional(z.nullable(z.string().check(z.maxLength(limits.idChars)))),
  /** How much is known of its threads: then the answer tells what is new. */
  mark: z.optional(count),
});
export type HeldPosition = z.infer<typeof heldPosition>;

/** Continuous after the position asked for, or `reset`: reload what you show. */
export const syncedConversation = z.object({
  conversation: conversationId,
  /** Null, with `reset`, where the caller is not a member (any more). */
  head: z.nullable(head),
  messages: z.array(message),
  changes: z.array(change),
  /** Ask again from the end of this page. */
  more: z.boolean(),
  /** Threads that have changed after the asked `mark`, as they are now, the earliest first, and up to where that is. */
  threads: z.optional(z.array(threadAt)),
  mark: z.optional(count),
  /** Of a room, as of this answer: no numbered step tells them. */
  members: z.optional(count),
  online: z.optional(count),
  reset: z.optional(z.literal(true)),
});
export type SyncedConversation = z.infer<typeof syncedConversation>;

export const sync = clientEvent({
  name: 'sync',
  about: 'Everything missed after the given positions, in pages, however long the absence.',
  request: z.object({
    inbox: z.optional(count),
    conversations: z.array(heldPosition).check(z.maxLength(limits.syncConversations)),
  }),
  answer: z.object({
    inbox: z.optional(
      z.union([z.object({ reset: z.literal(true) }), z.object({ rev: count, changes: z.array(inboxChange) })]),
    ),
    conversations: z.array(syncedConversation),
  }),
});
