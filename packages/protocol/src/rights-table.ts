import type { Level, Right } from './shapes/right.ts';

/** The table of rights: each belongs to the lowest level named for it, and to all above, unless a room says otherwise. */
export const rightsTable: Readonly<Record<Right, Level>> = {
  read: 'guest',
  post: 'guest',
  reply: 'guest',
  react: 'guest',
  attach: 'guest',
  mention_all: 'member',
  invite: 'guest',
  pin: 'member',
  edit_room: 'moderator',
  delete_any: 'moderator',
  mute: 'moderator',
  remove: 'moderator',
  ban: 'moderator',
  roles: 'owner',
  delete_room: 'owner',
};
