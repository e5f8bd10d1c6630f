import { asUserId } from '@rookery/protocol';
import { expect, test } from 'vitest';
import type { Person } from '@rookery/client';
import { reactionNames } from './reaction-names.ts';

const people = new Map<string, Person>(
  [
    ['u_me', 'Me'],
    ['u_na', 'Li Na'],
    ['u_bo', 'Bob'],
  ].map(([id = '', displayName = '']) => [id, { id: asUserId(id), username: displayName, displayName, rev: 0 }]),
);
const text = (id: string, values?: Record<string, unknown>) =>
  id === 'person.you' ? 'you' : `${String(values?.['count'])} others`;
const names = (users: string[], count: number, mine: boolean) =>
  reactionNames({ emoji: '👍', users: users.map(asUserId), count }, mine, people, 'u_me', text, 'en-GB');

test('names those who reacted, the reader first', () => {
  expect(names(['u_na', 'u_me'], 2, true)).toBe('you and Li Na');
  expect(names(['u_na', 'u_bo'], 2, false)).toBe('Li Na and Bob');
});

test('counts whom it cannot name', () => {
  expect(names(['u_na', 'u_x'], 30, false)).toBe('Li Na and 29 others');
  expect(names([], 3, true)).toBe('you and 2 others');
});
