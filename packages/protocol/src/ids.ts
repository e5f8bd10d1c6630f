import * as z from 'zod/mini';
import type { Branded, ClientId, ConversationId, PlaceId } from './branded-ids.ts';
import { limits } from './limits.ts';

export {
  asClientId,
  asConversationId,
  asDirectId,
  asFileId,
  asGroupId,
  asMessageId,
  asRoomId,
  asSessionToken,
  asThreadId,
  asUserId,
  idPrefixes,
  isConversationId,
  isDirectId,
  isFileId,
  isGroupId,
  isRoomId,
  isThreadId,
  isUserId,
} from './branded-ids.ts';
export type {
  ClientId,
  ConversationId,
  DirectId,
  FileId,
  GroupId,
  MessageId,
  PlaceId,
  RoomId,
  SessionToken,
  ThreadId,
  UserId,
} from './branded-ids.ts';

/** `prefix`: a pattern of two characters. */
const idOf = <Name extends string>(prefix: string, what: string) =>
  z
    .string()
    .check(
      z.maxLength(limits.idChars),
      z.regex(new RegExp(`^${prefix}[A-Za-z0-9_-]{1,${limits.idChars - 2}}$`)),
      z.describe(what),
    ) as unknown as z.ZodMiniType<Branded<Name>, Branded<Name>>;

export const userId = idOf<'UserId'>('u_', 'A user’s id, `u_…`.');
export const roomId = idOf<'RoomId'>('r_', 'A room’s id, `r_…`.');
export const messageId = idOf<'MessageId'>('m_', 'A message’s id, `m_…`.');
export const conversationId = idOf<'RoomId' | 'DirectId' | 'GroupId' | 'ThreadId'>(
  '[rdgt]_',
  'A conversation’s id: `r_…` (room), `d_…` (direct), `g_…` (group) or `t_…` (thread).',
) as unknown as z.ZodMiniType<ConversationId, ConversationId>;
export const placeId = idOf<'RoomId' | 'DirectId' | 'GroupId'>(
  '[rdg]_',
  'The id of a conversation that is no thread: `r_…` (room), `d_…` (direct) or `g_…` (group).',
) as unknown as z.ZodMiniType<PlaceId, PlaceId>;
export const threadId = idOf<'ThreadId'>('t_', 'A thread’s id, `t_…`.');
export const fileId = idOf<'FileId'>('f_', 'A file’s id, `f_…`.');
export const clientId = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(limits.idChars),
    z.regex(/^[A-Za-z0-9_-]+$/),
    z.describe('The sender’s own id for a message: a UUID or ULID.'),
  ) as unknown as z.ZodMiniType<ClientId, ClientId>;
