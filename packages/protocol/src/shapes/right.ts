import * as z from 'zod/mini';

/** What one may do in a conversation. The order is fixed: the server keeps a set of rights as bits, and appends what is new. */
export const rights = [
  'read',
  'post',
  'reply',
  'react',
  'attach',
  'mention_all',
  'invite',
  'pin',
  'edit_room',
  'delete_any',
  'mute',
  'remove',
  'ban',
  'roles',
  'delete_room',
] as const;

export const right = z.enum(rights);
export type Right = z.infer<typeof right>;

/** What somebody is in a room. */
export const role = z.enum(['owner', 'moderator', 'member']);
export type Role = z.infer<typeof role>;

/** From whom on a right is held: a plain member without an account counts as `guest`. Each has what those before it have. */
export const levels = ['guest', 'member', 'moderator', 'owner'] as const;
export const level = z.enum(levels);
export type Level = z.infer<typeof level>;

/** Where a room differs from the default: right → the lowest role that holds it. */
export const roomRights = z.partialRecord(right, level);
export type RoomRights = z.infer<typeof roomRights>;
/** A change of that: null goes back to the default. */
export const roomRightsChange = z.partialRecord(right, z.nullable(level));
export type RoomRightsChange = z.infer<typeof roomRightsChange>;
