import { everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';
import { openTarget } from '@rookery/testkit/target';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ask, bearer, kept, newAccount, password, signIn } from './account-program.ts';
import { call, failed } from './http-program.ts';

let target: Awaited<ReturnType<typeof openTarget>>;
beforeAll(async () => {
  target = await openTarget();
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

test('[FAC-9] who deletes her account is nobody any more, everywhere at once, and what she said stays', async () => {
  const { username, me, token } = await newAccount(target.url);
  const id = me['id'] as string;
  const device = visitor(target.url, { token });
  await device.hears('server:hello');
  const friend = await guest(target.url);
  const room = freshName('room');
  const { answer: created } = await call(target.url, 'room:create', room, token);
  await friend.ask('room:join', room);
  await call(target.url, 'message:room', { room, content: 'it stays' }, token);
  const { answer: sent } = await call(
    target.url,
    'message:private',
    { to: friend.me['username'], content: 'between us' },
    token,
  );
  const remove = (body: object) => ask(target.url, 'DELETE', 'account', body, bearer(token));
  expect(await remove({ current: 'not it' })).toMatchObject(failed('forbidden'));
  let isClosed = false;
  device.socket.on('disconnect', () => (isClosed = true));
  expect(await remove({ current: password })).toMatchObject({ status: 204 });
  await expect.poll(() => isClosed, { timeout: 5_000 }).toBe(true);

  const { users } = await friend.hears(
    'people:update',
    ({ users: [one] }) => one.id === id && one.deactivated === true,
  );
  expect(users[0]).toMatchObject({ username: id, guest: false });
  expect(await call(target.url, 'inbox:list', undefined, token)).toMatchObject(failed('unauthorized'));
  expect(await signIn(target.url, username)).toMatchObject(failed('unauthorized'));
  expect((await call(target.url, 'user:join', username)).answer).toMatchObject({ error: { code: 'conflict' } });
  expect(await friend.ask('people:look', { username })).toMatchObject({ users: [] });
  expect(await friend.ask('message:private', { to: id, content: 'there?' })).toMatchObject({
    error: { code: 'not_found' },
  });
  const { members } = await friend.ask('room:members', { room });
  expect((members as Answer[]).map(({ user, role }) => [user.id, role])).toEqual([[friend.me['id'], 'owner']]);
  for (const [conversation, content] of [
    [created['room'].id, 'it stays'],
    [sent['conversation'], 'between us'],
  ]) {
    const { messages } = await friend.ask('history:fetch', { conversation });
    expect(messages[0]).toMatchObject({ content, from: id, user: { id, deactivated: true } });
    expect(JSON.stringify(messages)).not.toContain(username);
  }
});

test('[FAC-9] a page forgets its cookie; a guest has no account to delete', async () => {
  const { origin } = new URL(target.url);
  const page = { username: freshName('page'), password };
  const made = await ask(target.url, 'POST', 'accounts', page, { origin });
  const removed = await ask(target.url, 'DELETE', 'account', {}, { origin, cookie: kept(made.cookie) });
  expect(removed.status).toBe(204);
  expect(removed.cookie).toMatch(/^rookery\.session=; .*Max-Age=0/);
  const person = await guest(target.url);
  expect(await ask(target.url, 'DELETE', 'account', {}, bearer(person.token))).toMatchObject(failed('forbidden'));
});
