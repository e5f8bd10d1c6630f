// Apart from the schemas of ids.ts: a page that only needs these does not load a schema library.

declare const brand: unique symbol;
export type Branded<Name extends string> = string & { readonly [brand]: Name };

export type UserId = Branded<'UserId'>;
export type RoomId = Branded<'RoomId'>;
export type DirectId = Branded<'DirectId'>;
export type GroupId = Branded<'GroupId'>;
export type ThreadId = Branded<'ThreadId'>;
/** A conversation that is in no other one. */
export type PlaceId = RoomId | DirectId | GroupId;
export type ConversationId = PlaceId | ThreadId;
export type FileId = Branded<'FileId'>;
export type MessageId = Branded<'MessageId'>;
export type ClientId = Branded<'ClientId'>;
export type SessionToken = Branded<'SessionToken'>;

/** No username or room name may begin with one of these, so a name is never taken for an id. */
export const idPrefixes = ['u_', 'r_', 'd_', 'm_', 'f_', 't_', 'g_'] as const;

export const isRoomId = (id: string): id is RoomId => /^r_[A-Za-z0-9_-]{1,38}$/.test(id);
export const isDirectId = (id: string): id is DirectId => /^d_[A-Za-z0-9_-]{1,38}$/.test(id);
export const isGroupId = (id: string): id is GroupId => /^g_[A-Za-z0-9_-]{1,38}$/.test(id);
export const isThreadId = (id: string): id is ThreadId => /^t_[A-Za-z0-9_-]{1,38}$/.test(id);
export const isConversationId = (id: string): id is ConversationId => /^[rdgt]_[A-Za-z0-9_-]{1,38}$/.test(id);
export const isFileId = (id: string): id is FileId => /^f_[A-Za-z0-9_-]{1,38}$/.test(id);
export const isUserId = (id: string): id is UserId => /^u_[A-Za-z0-9_-]{1,38}$/.test(id);

/** Constructors: the one place where a plain string becomes an id. Callers vouch for the shape. */
export const asUserId = (id: string): UserId => id as UserId;
export const asRoomId = (id: string): RoomId => id as RoomId;
export const asDirectId = (id: string): DirectId => id as DirectId;
export const asGroupId = (id: string): GroupId => id as GroupId;
export const asThreadId = (id: string): ThreadId => id as ThreadId;
export const asConversationId = (id: string): ConversationId => id as ConversationId;
export const asFileId = (id: string): FileId => id as FileId;
export const asMessageId = (id: string): MessageId => id as MessageId;
export const asClientId = (id: string): ClientId => id as ClientId;
export const asSessionToken = (token: string): SessionToken => token as SessionToken;
