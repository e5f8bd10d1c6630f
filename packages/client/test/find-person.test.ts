import { fail, other } from '@rookery/testkit';
import { expect, test } from 'vitest';
import { opened } from './bench.ts';

test('somebody is found by id or username, and known from then on, also one who is gone', async () => {
  const { server, client } = await opened();
  const gone = { ...other, deactivated: true as const, rev: 1 };
  const asked: object[] = [];
  server.scripts.set('people:look', (payload) => {
    asked.push(payload);
    return { users: payload['username'] === 'nobody' ? [] : [gone], next: null };
  });
  expect(await client.findPerson('Other')).toEqual(gone);
  expect(await client.findPerson(other.id)).toEqual(gone);
  expect(await client.findPerson('nobody')).toBeNull();
  expect(asked).toEqual([{ username: 'Other' }, { users: [other.id] }, { username: 'nobody' }]);
  expect(client.people.get(other.id)).toEqual(gone);
});

test('what can be no name is nobody’s, and where nobody answers nothing is told', async () => {
  const { server, client } = await opened();
  server.scripts.set('people:look', () => fail('too_large'));
  expect(await client.findPerson('x'.repeat(99))).toBeNull();
  server.scripts.set('people:look', () => fail('unavailable'));
  await expect(client.findPerson('other')).rejects.toMatchObject({ code: 'unavailable' });
});
