import * as z from 'zod/mini';
import { conversationId, fileId } from './ids.ts';
import { limits } from './limits.ts';
import { seq } from './numbers.ts';
import { contentOrNothing } from './text.ts';

/** What a message that is sent says: text, files, or both. */
export const sayingFields = {
  content: z._default(contentOrNothing, ''),
  /** Files that the caller has uploaded, or can read, in the order in which they are shown. */
  files: z.optional(z.array(fileId).check(z.minLength(1), z.maxLength(limits.filesPerMessage))),
};

/** Nobody is told of it: it stands there, unread, until somebody looks. */
export const silentField = { silent: z.optional(z.boolean()) };

/** A message that the caller can read, to be said again as it reads now; `content` is then what she says to it. */
export const forwardField = { forward: z.optional(z.object({ conversation: conversationId, seq })) };

export const hasContentOrFiles = z.refine<{
  readonly content: string;
  readonly files?: readonly unknown[] | undefined;
  readonly forward?: unknown;
}>((value) => value.content !== '' || value.files !== undefined || value.forward !== undefined, {
  message: 'must not be empty, or files must be given',
  path: ['content'],
});
