import * as z from 'zod/mini';
import { conversationId } from '../ids.ts';
import { rev, seq, timeMs } from '../numbers.ts';
import { reaction } from './message.ts';
import { room } from './room.ts';

export const changeKind = z.enum(['edit', 'delete', 'react', 'room']);

/** Covers the revisions after `prev` up to `rev`; carries the state after them, not the steps. */
export const change = z.object({
  conversation: conversationId,
  prev: rev,
  rev,
  id: z.string(),
  kind: changeKind,
  seq: z.optional(seq),
  content: z.optional(z.string()),
  edited: z.optional(timeMs),
  deleted: z.optional(z.literal(true)),
  reactions: z.optional(z.array(reaction)),
  room: z.optional(room),
});
export type Change = z.infer<typeof change>;
