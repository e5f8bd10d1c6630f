import * as z from 'zod/mini';
import { conversationId } from './ids.ts';
import { limits } from './limits.ts';

const name = z.string().check(z.minLength(1), z.maxLength(limits.roomNameChars * 2));

/** The three ways to name a conversation; a request uses one of them. */
export const targetFields = {
  conversation: z.optional(conversationId),
  /** A room's id, or the name of a public room. */
  room: z.optional(name),
  /** A user's id or username: the direct conversation with her. */
  to: z.optional(name),
};

/** Demands that exactly one of the three is there. */
export const hasOneTarget = z.refine<{ conversation?: unknown; room?: unknown; to?: unknown }>(
  (value) => [value.conversation, value.room, value.to].filter((field) => field !== undefined).length === 1,
  { message: 'name the conversation by exactly one of conversation, room, to', path: ['conversation'] },
);

export type Target = {
  readonly conversation?: z.infer<typeof conversationId> | undefined;
  readonly room?: string | undefined;
  readonly to?: string | undefined;
};
