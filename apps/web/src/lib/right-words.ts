import type { Level, Right } from '@rookery/protocol';

/** What each right allows, by the id of its words. */
export const rightWords: Readonly<Record<Right, string>> = {
  read: 'rights.of.read',
  post: 'rights.of.post',
  reply: 'rights.of.reply',
  react: 'rights.of.react',
  attach: 'rights.of.attach',
  mention_all: 'rights.of.mention_all',
  invite: 'rights.of.invite',
  pin: 'rights.of.pin',
  edit_room: 'rights.of.edit_room',
  delete_any: 'rights.of.delete_any',
  mute: 'rights.of.mute',
  remove: 'rights.of.remove',
  ban: 'rights.of.ban',
  roles: 'rights.of.roles',
  delete_room: 'rights.of.delete_room',
};

/** From whom on a right is held. */
export const levelWords: Readonly<Record<Level, string>> = {
  guest: 'rights.from.guest',
  member: 'rights.from.member',
  moderator: 'rights.from.moderator',
  owner: 'rights.from.owner',
};
