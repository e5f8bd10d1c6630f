import * as z from 'zod/mini';
import { conversationId } from '../ids.ts';
import { seq } from '../numbers.ts';
import { saved } from '../shapes/kept.ts';
import { serverEvent } from './define.ts';

export const savedUpdate = serverEvent({
  name: 'saved:update',
  about: 'What the person has saved, on each of her devices: it has changed, or she is to be reminded of it now.',
  payload: z.object({
    conversation: conversationId,
    seq,
    /** Null: it is saved no longer, or is not hers to read any more. */
    saved: z.nullable(saved),
    /** This is the reminder that she wanted. */
    isDue: z.optional(z.literal(true)),
  }),
});
