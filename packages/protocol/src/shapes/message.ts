import * as z from 'zod/mini';
import { clientId, conversationId, fileId, messageId, threadId, userId } from '../ids.ts';
import { count, rev, seq, timeMs } from '../numbers.ts';
import { file } from './file.ts';
import { link } from './link.ts';
import { poll } from './poll.ts';

export const reaction = z.object({
  emoji: z.string(),
  count,
  /** At most 20 of those who reacted. */
  users: z.array(userId),
});
export type Reaction = z.infer<typeof reaction>;

/** A conversation under a message. */
export const thread = z.object({
  id: threadId,
  /** `head.seq` of the thread: also those that were deleted since. */
  replies: count,
  /** When the last one was written. */
  lastAt: timeMs,
  /** At most five of those who wrote in it, the latest first. */
  users: z.array(userId),
});
export type Thread = z.infer<typeof thread>;

/** The thread of the message at `seq`, as it is now. */
export const threadAt = z.object({ seq, thread });
export type ThreadAt = z.infer<typeof threadAt>;

/** What another message said when it was forwarded. */
export const forwarded = z.object({
  /** Who had said it, and when. */
  user: userId,
  at: timeMs,
  content: z.string(),
  /** Where, if all who read this may know: in a public room, or in this very conversation. */
  conversation: z.optional(conversationId),
  seq: z.optional(seq),
});
export type Forwarded = z.infer<typeof forwarded>;

export const message = z.object({
  id: messageId,
  conversation: conversationId,
  seq,
  /** The author's username. */
  from: z.string(),
  /** The author as she is now, however old the message is: `rev` is her profile's. */
  user: z.object({
    id: userId,
    displayName: z.string(),
    avatar: z.optional(fileId),
    rev,
    deactivated: z.optional(z.literal(true)),
  }),
  /** Absent when deleted. */
  content: z.optional(z.string()),
  at: timeMs,
  clientId: z.optional(clientId),
  /** The room's name, in a room. */
  room: z.optional(z.string()),
  /** The other person's username, in a direct conversation. */
  to: z.optional(z.string()),
  replyTo: z.optional(seq),
  mentions: z.optional(z.array(userId)),
  /** It said `@all`, by somebody who may: it calls everybody there. */
  all: z.optional(z.literal(true)),
  /** It was sent without notices: nobody is told of it. */
  silent: z.optional(z.literal(true)),
  edited: z.optional(timeMs),
  deleted: z.optional(z.literal(true)),
  reactions: z.optional(z.array(reaction)),
  files: z.optional(z.array(file)),
  poll: z.optional(poll),
  /** Of a message that has replies in a thread. */
  thread: z.optional(thread),
  /** Said in a thread, and shown here too: where it is. */
  fromThread: z.optional(z.object({ thread: threadId, seq, root: z.optional(seq) })),
  /** Brought here from elsewhere; its files are this message’s. */
  forwarded: z.optional(forwarded),
  links: z.optional(z.array(link)),
  pinned: z.optional(z.literal(true)),
  /** `rev` of its last change. */
  rev: z.optional(rev),
  /** In answers to one caller: what she reacted with. */
  mine: z.optional(z.array(z.string())),
});
export type Message = z.infer<typeof message>;
