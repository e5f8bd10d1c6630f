import * as z from 'zod/mini';
import { cursor, next } from '../cursor.ts';
import { conversationId } from '../ids.ts';
import { pageSize, seq, timeMs } from '../numbers.ts';
import { file } from '../shapes/file.ts';
import { user } from '../shapes/user.ts';
import { clientEvent } from './define.ts';

export const fileTypes = ['image', 'video', 'audio', 'document'] as const;
/** What a list of files can be narrowed to; a document is what is none of the others. */
export type FileType = (typeof fileTypes)[number];

/** A file in the message that holds it. */
export const sentFile = z.object({
  file,
  /** Of the message. */
  seq,
  /** Who sent it, and when. */
  user,
  at: timeMs,
});
export type SentFile = z.infer<typeof sentFile>;

export const filesList = clientEvent({
  name: 'files:list',
  about:
    'The files that a conversation holds, the newest first. A page may hold fewer than there are; `next` says whether there is more.',
  request: z.object({
    conversation: conversationId,
    type: z.optional(z.enum(fileTypes)),
    cursor: z.optional(cursor),
    limit: z.optional(pageSize),
  }),
  answer: z.object({ files: z.array(sentFile), next }),
});
