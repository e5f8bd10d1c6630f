import * as z from 'zod/mini';
import { conversationId, placeId } from './ids.ts';
import { roomRef, userRef } from './text.ts';

/** The three ways to name a conversation; a request uses one of them. */
export const targetFields = {
  conversation: z.optional(conversationId),
  /** A room's id, or the name of a public room. */
  room: z.optional(roomRef),
  /** A user's id or username: the direct conversation with her. */
  to: z.optional(userRef),
};
/** Where only a room makes sense. Elsewhere's `to` is an unknown field here, and ignored. */
export const roomTargetFields = { conversation: z.optional(placeId), room: targetFields.room };
/** Where a room or a thread does. */
export const roomOrThreadFields = { conversation: targetFields.conversation, room: targetFields.room };
/** Where only a direct conversation does. */
export const directTargetFields = { conversation: z.optional(placeId), to: targetFields.to };

type Field = keyof typeof targetFields;

/** The check, and what says the same in JSON Schema. */
const onePresent = <Name extends string = Field>(...names: readonly Name[]) =>
  [
    z.refine<{ readonly [name in Name]?: unknown }>(
      (value) => names.filter((name) => value[name] !== undefined).length === 1,
      {
        message: `must be given, or one of ${names.join(', ')} in its place; one of them only`,
        path: [names[0] ?? ''],
      },
    ),
    z.meta({ oneOf: names.map((name) => ({ required: [name] })) }),
  ] as const;

/** Demands that exactly one of the fields is there. */
export const hasOneTarget = onePresent('conversation', 'room', 'to');
export const hasOneRoomTarget = onePresent('room', 'conversation');
export const hasOneDirectTarget = onePresent('to', 'conversation');

/** For what may also be of no room. */
export const hasOneRoomTargetOrNone = z.refine<{ readonly room?: unknown; readonly conversation?: unknown }>(
  ({ room, conversation }) => room === undefined || conversation === undefined,
  { message: 'must not be given beside conversation', path: ['room'] },
);

/** For what is about a conversation or about a person. */
export const hasConversationOrUser = onePresent<'conversation' | 'user'>('conversation', 'user');

export type Target = {
  readonly conversation?: z.infer<typeof conversationId> | undefined;
  readonly room?: string | undefined;
  readonly to?: string | undefined;
};
