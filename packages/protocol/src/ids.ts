import * as z from 'zod/mini';
import { limits } from './limits.ts';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type UserId = Branded<'UserId'>;
export type RoomId = Branded<'RoomId'>;
export type DirectId = Branded<'DirectId'>;
export type ConversationId = RoomId | DirectId;
export type MessageId = Branded<'MessageId'>;
export type ClientId = Branded<'ClientId'>;
export type SessionToken = Branded<'SessionToken'>;

/** No username or room name may begin with one of these, so a name is never taken for an id. */
export const idPrefixes = ['u_', 'r_', 'd_', 'm_'] as const;

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
export const conversationId = idOf<'RoomId' | 'DirectId'>(
  '[rd]_',
  'A conversation’s id: `r_…` (room) or `d_…` (direct).',
) as unknown as z.ZodMiniType<ConversationId, ConversationId>;
export const clientId = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(limits.idChars),
    z.regex(/^[A-Za-z0-9_-]+$/),
    z.describe('The sender’s own id for a message: a UUID or ULID.'),
  ) as unknown as z.ZodMiniType<ClientId, ClientId>;

export const isRoomId = (id: string): id is RoomId => /^r_[A-Za-z0-9_-]{1,38}$/.test(id);
export const isDirectId = (id: string): id is DirectId => /^d_[A-Za-z0-9_-]{1,38}$/.test(id);
export const isConversationId = (id: string): id is ConversationId => isRoomId(id) || isDirectId(id);
export const isUserId = (id: string): id is UserId => /^u_[A-Za-z0-9_-]{1,38}$/.test(id);

/** Constructors: the one place where a plain string becomes an id. Callers vouch for the shape. */
export const asUserId = (id: string): UserId => id as UserId;
export const asRoomId = (id: string): RoomId => id as RoomId;
export const asDirectId = (id: string): DirectId => id as DirectId;
export const asConversationId = (id: string): ConversationId => id as ConversationId;
export const asMessageId = (id: string): MessageId => id as MessageId;
export const asClientId = (id: string): ClientId => id as ClientId;
export const asSessionToken = (token: string): SessionToken => token as SessionToken;
