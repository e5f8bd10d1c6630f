import { rights } from '@rookery/protocol';
import type { Right } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { heldRights, listRights, may, noRights, rightsOf } from './rights.ts';

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

test('[ROOM-10] who holds what: an owner more than a member, nobody anything from outside', () => {
  const plain: Right[] = ['read', 'post', 'reply', 'react', 'attach', 'pin'];
  expect(listRights(heldRights('public', 'member'))).toEqual(plain);
  expect(listRights(heldRights('direct', 'member'))).toEqual(plain);
  expect(listRights(heldRights('direct', 'owner'))).toEqual(plain);
  expect(listRights(heldRights('private', 'member'))).toEqual(
    rights.filter((right) => [...plain, 'invite'].includes(right)),
  );
  expect(listRights(heldRights('private', 'owner'))).toEqual(rights);
  expect(listRights(heldRights('public', 'owner'))).toEqual(rights.filter((right) => right !== 'invite'));
  for (const place of ['public', 'private', 'direct'] as const)
    for (const outsider of ['invited', null] as const) expect(heldRights(place, outsider)).toBe(noRights);
});
