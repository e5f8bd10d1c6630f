import * as z from 'zod/mini';
import { conversationId, userId } from '../ids.ts';
import { rev, seq, timeMs } from '../numbers.ts';
import { link } from './link.ts';
import { reaction } from './message.ts';
import { poll } from './poll.ts';
import { room } from './room.ts';

/** What all changes have. One covers the revisions after `prev` up to `rev`, and carries the state after them, not the steps. */
const base = { conversation: conversationId, prev: rev, rev, id: z.string() };

/** By kind. A client passes over kinds that it does not know: they only advance `rev`. */
export const change = z.discriminatedUnion('kind', [
  z.object({
    ...base,
    kind: z.literal('edit'),
    seq,
    content: z.string(),
    edited: timeMs,
    /** Whom the text calls now, where it calls or called anybody. */
    mentions: z.optional(z.array(userId)),
    /** Beside `mentions`: it calls everybody there, as it did before. An edit never begins to. */
    all: z.optional(z.literal(true)),
  }),
  z.object({ ...base, kind: z.literal('delete'), seq, deleted: z.literal(true) }),
  z.object({ ...base, kind: z.literal('react'), seq, reactions: z.array(reaction) }),
  z.object({ ...base, kind: z.literal('room'), room }),
  z.object({ ...base, kind: z.literal('links'), seq, links: z.array(link) }),
  z.object({ ...base, kind: z.literal('pin'), seq, pinned: z.boolean() }),
  z.object({ ...base, kind: z.literal('poll'), seq, poll }),
  /** Something changed that this reader may not see. */
  z.object({ ...base, kind: z.literal('hidden') }),
]);
export type Change = z.infer<typeof change>;
