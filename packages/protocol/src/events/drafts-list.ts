import * as z from 'zod/mini';
import { conversationId } from '../ids.ts';
import { rev } from '../numbers.ts';
import { draft } from '../shapes/kept.ts';
import { clientEvent } from './define.ts';

export const draftsList = clientEvent({
  name: 'drafts:list',
  about: 'All that the caller has not sent yet.',
  request: z.object({}),
  answer: z.object({
    drafts: z.array(draft),
    gone: z.optional(z.array(z.object({ conversation: conversationId, rev }))),
  }),
  mayBeEmpty: true,
});
