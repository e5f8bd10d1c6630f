import type { Entry } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { entryTitle } from './entry-title.ts';

const person = (id: string, displayName: string) => ({ id, username: id, displayName, guest: true, rev: 0 });
const group = {
  kind: 'group',
  users: [person('u_1', 'Ana'), person('u_2', '小波'), person('u_3', 'Cy')],
} as unknown as Entry;

test('[WEB-95] a group is called by its name, and without one after its other people', () => {
  expect(entryTitle(group, 'u_2', ', ')).toBe('Ana, Cy');
  expect(entryTitle({ ...group, name: 'Lunch' }, 'u_2', ', ')).toBe('Lunch');
  expect(entryTitle({ ...group, kind: 'direct', users: undefined, user: group.users?.[0] } as Entry, 'u_2', ', ')).toBe(
    'Ana',
  );
});
