import type { ServerLevel } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { mayCreateRooms } from './server-level.ts';

const settings = (roomCreation: ServerLevel) =>
  ({
    name: 'Our chat',
    registration: 'open',
    guests: true,
    roomCreation,
    linkPreviews: true,
    findEverybody: false,
    retentionDays: null,
    retentionMessages: null,
  }) as const;

const guest = { guest: true };
const member = { guest: false };
const admin = { guest: false, role: 'admin' } as const;
const owner = { guest: false, role: 'owner' } as const;

test.each([
  ['guest', [guest, member, admin, owner], []],
  ['member', [member, admin, owner], [guest]],
  ['admin', [admin, owner], [guest, member]],
  ['owner', [owner], [guest, member, admin]],
] as const)('[WEB-120] rooms from %s on', (level, may, mayNot) => {
  expect(may.every((me) => mayCreateRooms(me, settings(level)))).toBe(true);
  expect(mayNot.some((me) => mayCreateRooms(me, settings(level)))).toBe(false);
});

test('[WEB-120] a server that has not said yet is asked', () => {
  expect(mayCreateRooms(guest, undefined)).toBe(true);
});
