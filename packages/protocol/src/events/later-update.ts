import * as z from 'zod/mini';
import { later } from '../shapes/kept.ts';
import { serverEvent } from './define.ts';

export const laterUpdate = serverEvent({
  name: 'later:update',
  about:
    'A message that is to be sent later, on each of its author’s devices: it was added, or could not be sent, or is gone from the list.',
  payload: z.object({
    id: z.string(),
    /** Null: it was sent or taken back. */
    item: z.nullable(later),
  }),
});
