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
