import type { Entry } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { entryTitle } from './entry-title.ts';

const person = (id: string, displayName: string) => ({
  id,
  username: displayName.toLowerCase(),
  displayName,
  guest: true,
  rev: 0,
});
const group = {
  kind: 'group',
  users: [person('u_1', 'Ana'), person('u_2', '小波'), person('u_3', 'Cy')],
} as unknown as Entry;

const words: Readonly<Record<string, string>> = { 'separator.names': ', ', 'person.deleted': '已删除的账号' };
const text = (id: string) => words[id] ?? id;

test('[WEB-95] a group is called by its name, and without one after its other people', () => {
  expect(entryTitle(text, group, 'u_2')).toBe('Ana, Cy');
  expect(entryTitle(text, { ...group, name: 'Lunch' }, 'u_2')).toBe('Lunch');
  expect(entryTitle(text, { ...group, kind: 'direct', users: undefined, user: group.users?.[0] } as Entry, 'u_2')).toBe(
    'Ana',
  );
});

test('[WEB-121] whoever has deleted her account is called so in the reader’s language', () => {
  const gone = { ...person('u_4', 'Deleted account'), username: 'u_4' };
  const users = [...(group.users ?? []), gone] as Entry['users'];
  expect(entryTitle(text, { ...group, users } as Entry, 'u_2')).toBe('Ana, Cy, 已删除的账号');
  expect(entryTitle(text, { ...group, kind: 'direct', users: undefined, user: gone } as Entry, 'u_2')).toBe(
    '已删除的账号',
  );
});
