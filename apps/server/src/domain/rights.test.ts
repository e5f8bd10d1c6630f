import { levels, rights } from '@rookery/protocol';
import type { Right } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { heldMuted, heldRights, listRights, may, mayChangeRights, mergeRights, noRights, rightsOf } from './rights.ts';

test('[ROOM-10] a set of rights is bits in the order of the protocol, and is listed in it', () => {
  expect(rightsOf('read')).toBe(1);
  expect(rightsOf('post', 'read')).toBe(3);
  expect(rightsOf('delete_room')).toBe(1 << 14);
  expect(listRights(rightsOf('pin', 'read'))).toEqual(['read', 'pin']);
  expect(listRights(rightsOf(...rights))).toEqual(rights);
});

test('[ROOM-10] all that is needed has to be held', () => {
  const held = rightsOf('post', 'react');
  expect(may(held, rightsOf('post'))).toBe(true);
  expect(may(held, rightsOf('post', 'react'))).toBe(true);
  expect(may(held, rightsOf('post', 'attach'))).toBe(false);
  expect(may(held, noRights)).toBe(true);
  expect(may(noRights, rightsOf('read'))).toBe(false);
});

const guests: Right[] = ['read', 'post', 'reply', 'react', 'attach'];
const power: Right[] = ['edit_room', 'delete_any', 'mute', 'remove', 'ban'];

test('[ROOM-10] who holds what: each level has what those below it have, nobody anything from outside', () => {
  expect(listRights(heldRights('public', 'guest'))).toEqual(guests);
  expect(listRights(heldRights('private', 'guest'))).toEqual([...guests, 'invite']);
  expect(listRights(heldRights('public', 'member'))).toEqual([...guests, 'mention_all', 'pin']);
  expect(listRights(heldRights('public', 'moderator'))).toEqual([...guests, 'mention_all', 'pin', ...power]);
  expect(listRights(heldRights('private', 'owner'))).toEqual(rights);
  expect(listRights(heldRights('public', 'owner'))).toEqual(rights.filter((right) => right !== 'invite'));
  for (const level of levels) expect(listRights(heldRights('direct', level))).toEqual([...guests, 'pin']);
  for (const level of levels) expect(listRights(heldRights('group', level))).toEqual([...guests, 'mention_all', 'pin']);
  for (const place of ['public', 'private', 'direct', 'group'] as const)
    for (const nobody of ['invited', null] as const) expect(heldRights(place, nobody)).toBe(noRights);
});

test('[ROOM-15] a room that has rights of its own: each belongs to the level named for it, and to all above', () => {
  const announcements = { post: 'moderator', pin: 'guest' } as const;
  expect(listRights(heldRights('public', 'guest', 2, announcements))).toEqual([
    'read',
    'reply',
    'react',
    'attach',
    'pin',
  ]);
  expect(may(heldRights('public', 'moderator', 2, announcements), rightsOf('post'))).toBe(true);
  expect(may(heldRights('public', 'owner', 2, announcements), rightsOf('post'))).toBe(true);
  // A place knows no rights beyond its own, and a direct conversation no rights of its own.
  expect(may(heldRights('public', 'owner', 2, { invite: 'guest' }), rightsOf('invite'))).toBe(false);
  expect(heldRights('direct', 'member', 2, announcements)).toBe(heldRights('direct', 'member'));
});

test('[ROOM-15] `mention_all` is for moderators in a crowd, unless the room says otherwise', () => {
  const all = rightsOf('mention_all');
  expect(may(heldRights('public', 'member', 20), all)).toBe(true);
  expect(may(heldRights('public', 'member', 21), all)).toBe(false);
  expect(may(heldRights('public', 'moderator', 21), all)).toBe(true);
  expect(may(heldRights('public', 'member', 21, { mention_all: 'member' }), all)).toBe(true);
});

test('[ROOM-15] changes are merged: what is not named stays, null goes back to the default', () => {
  const before = { post: 'moderator', react: 'member' } as const;
  expect(mergeRights(before, { react: null, pin: 'owner' })).toEqual({ post: 'moderator', pin: 'owner' });
  expect(mergeRights(before, { post: 'guest', react: null })).toBeUndefined();
  expect(mergeRights(undefined, { mention_all: 'member' })).toEqual({ mention_all: 'member' });
  expect(before).toEqual({ post: 'moderator', react: 'member' });
});

test('[ROOM-15] an owner changes any right, a moderator those below her own role, before and after', () => {
  expect(mayChangeRights('owner', undefined, { roles: 'moderator', post: 'owner' })).toBe(true);
  expect(mayChangeRights('moderator', undefined, { post: 'member' })).toBe(true);
  expect(mayChangeRights('moderator', undefined, { post: 'moderator' })).toBe(false);
  expect(mayChangeRights('moderator', undefined, { ban: 'member' })).toBe(false);
  expect(mayChangeRights('moderator', { post: 'moderator' }, { post: null })).toBe(false);
  expect(mayChangeRights('moderator', { post: 'member' }, { post: null })).toBe(true);
});

test('[ROOM-17] who is muted keeps what is not writing', () => {
  expect(listRights(heldMuted(heldRights('private', 'member')))).toEqual(['read', 'mention_all', 'invite', 'pin']);
});
