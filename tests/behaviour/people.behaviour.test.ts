import { classic, everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import type { Answer, Person } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

type Somebody = Awaited<ReturnType<typeof guest>>;

const rename = async (person: Somebody, displayName: string): Promise<Answer> => {
  const answer = await person.ask('profile:set', { displayName });
  expect(answer).toMatchObject({
    ok: true,
    user: { id: person.me['id'], displayName: displayName.trim().normalize('NFC') },
  });
  return answer['user'] as Answer;
};
const hearsName = (person: Somebody, of: Somebody, displayName: string): Promise<Answer> =>
  person.hears('people:update', ({ users }) =>
    (users as Answer[]).some((user) => user['id'] === of.me['id'] && user['displayName'] === displayName),
  );
const told = (person: Somebody, of: Somebody): number =>
  person.all('people:update').filter(({ users }) => (users as Answer[]).some(({ id }) => id === of.me['id'])).length;

/** Everything that `reader` is answered of `room` where `of` is named. */
async function shownTo(reader: Person, room: string, of: Somebody): Promise<string[]> {
  const { messages } = await reader.ask('history:fetch', { conversation: room });
  const { members } = await reader.ask('room:members', { room });
  const { entries } = await reader.ask('inbox:list');
  const { users } = await reader.ask('people:look', { users: [of.me['id']] });
  const people: Answer[] = [
    ...(messages as Answer[]).map(({ user }) => user as Answer),
    ...(members as Answer[]).map(({ user }) => user as Answer),
    ...(entries as Answer[]).flatMap(({ user, last }) => [user, last?.user].filter(Boolean) as Answer[]),
    ...(users as Answer[]),
  ];
  return people.filter(({ id }) => id === of.me['id']).map(({ displayName, rev }) => `${displayName} ${rev}`);
}

describe('a name that changes', () => {
  test('[PEO-1, PEO-2] changes for everybody at once: live, in history, in members, in inboxes, and after a restart', async () => {
    const [alice, bob, carol] = [
      await guest(target.url, 'alice'),
      await guest(target.url, 'bob'),
      await guest(target.url, 'carol'),
    ];
    const { room } = await alice.ask('room:create', { name: freshName('room') });
    for (const person of [bob, carol]) await person.ask('room:join', room.id);
    for (let index = 0; index < 3; index += 1)
      await alice.ask('message:room', { conversation: room.id, content: `m${index}` });
    await alice.ask('message:private', { to: bob.me['id'], content: 'psst' });
    expect(alice.me['rev']).toBe(0);
    const renamed = await rename(alice, '  Alice the Second ');
    expect(renamed).toMatchObject({ displayName: 'Alice the Second', username: alice.me['username'], rev: 1 });
    for (const person of [alice, bob, carol]) await hearsName(person, alice, 'Alice the Second');
    for (const person of [bob, carol])
      expect(new Set(await shownTo(person, room.id, alice))).toEqual(new Set(['Alice the Second 1']));
    await alice.ask('message:room', { conversation: room.id, content: 'live' });
    expect(await bob.hears('message:receive', ({ content }) => content === 'live')).toMatchObject({
      from: alice.me['username'],
      user: { id: alice.me['id'], displayName: 'Alice the Second', rev: 1 },
    });
    const again = visitor(target.url, { token: alice.token });
    expect(await again.hears('server:hello')).toMatchObject({ user: { displayName: 'Alice the Second', rev: 1 } });

    await target.server.kill('SIGKILL');
    await target.server.start();
    const back = visitor(target.url, { token: bob.token });
    await back.hears('server:hello');
    expect(new Set(await shownTo(back, room.id, alice))).toEqual(new Set(['Alice the Second 1']));
  });

  test('[PEO-2] is told to watchers and partners, gathered, and to nobody who has nothing to do with her', async () => {
    const [alice, partner, watcher, stranger] = [
      await guest(target.url, 'alice'),
      await guest(target.url, 'partner'),
      await guest(target.url, 'watcher'),
      await guest(target.url, 'stranger'),
    ];
    await alice.ask('message:private', { to: partner.me['id'], content: 'hi' });
    await watcher.ask('presence:watch', { users: [alice.me['id']] });
    for (let index = 1; index <= 10; index += 1) await rename(alice, `Alice ${index}`);
    for (const person of [alice, partner, watcher]) await hearsName(person, alice, 'Alice 10');
    expect(told(watcher, alice)).toBeLessThanOrEqual(4);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(told(stranger, alice)).toBe(0);
    await watcher.ask('presence:watch', { users: [] });
    await rename(alice, 'Alice 11');
    await hearsName(partner, alice, 'Alice 11');
    expect(told(watcher, alice)).toBeLessThanOrEqual(4);
  });

  test('[PEO-2] is told in the rooms that she has left, where her words still stand', async () => {
    const [owner, gone] = [await guest(target.url, 'owner'), await guest(target.url, 'gone')];
    const { room } = await owner.ask('room:create', { name: freshName('room') });
    await gone.ask('room:join', room.id);
    await gone.ask('message:room', { conversation: room.id, content: 'bye' });
    await gone.ask('room:leave', room.id);
    await rename(gone, 'Somebody Else');
    await hearsName(owner, gone, 'Somebody Else');
    const { messages } = await owner.ask('history:fetch', { conversation: room.id });
    expect(messages[0]).toMatchObject({ user: { displayName: 'Somebody Else' } });
  });

  test('[PEO-1] of two devices that change it at once, one after the other does; what changes nothing has no number', async () => {
    const alice = await guest(target.url, 'alice');
    const other = visitor(target.url, { token: alice.token });
    await other.hears('server:hello');
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        (index % 2 ? alice : other).ask('profile:set', { displayName: `A${index}` }),
      ),
    );
    expect(new Set(answers.map(({ user }) => user.rev)).size).toBe(6);
    const same = await alice.ask('profile:set', {});
    expect(await alice.ask('profile:set', { displayName: same['user'].displayName })).toEqual(same);
  });

  test('[WIRE-15] holds no controls and no marks of direction, and shows something', async () => {
    const alice = await guest(target.url, 'alice');
    for (const displayName of ['', ' ', 'a\u202eb', 'a\u0000b', 'a\nb', '\u200b', 7])
      expect((await alice.ask('profile:set', { displayName }))['error'], JSON.stringify(displayName)).toMatchObject({
        code: 'bad_request',
        field: 'displayName',
      });
    expect((await alice.ask('profile:set', { displayName: 'x'.repeat(65) }))['error'].code).toBe('too_large');
    expect((await rename(alice, 'cafe\u0301'))['displayName']).toBe('café');
    expect((await visitor(target.url).ask('profile:set', { displayName: 'a' }))['error'].code).toBe('unauthorized');
  });

  test('[PEO-1] shows a classic client nothing that it does not know', async () => {
    const name = freshName('old');
    const old = await classic(target.url, name);
    const alice = await guest(target.url, 'alice');
    const { room } = await alice.ask('room:create', { name: freshName('room') });
    old.socket.emit('room:join', room.name);
    await alice.hears('room:update', ({ members }) => Number(members) === 2);
    await rename(alice, 'New');
    await hearsName(alice, alice, 'New');
    await alice.ask('message:room', { conversation: room.id, content: 'hi' });
    await old.hears('message:receive', ({ content }) => content === 'hi');
    expect(old.all('people:update')).toEqual([]);
  });
});

describe('people are looked up', () => {
  test('[PEO-4] by id, whoever they are, in the order asked and as they are now', async () => {
    const [alice, bob] = [await guest(target.url, 'alice'), await guest(target.url, 'bob')];
    await rename(bob, 'Bobby');
    const { users, next } = await alice.ask('people:look', { users: [bob.me['id'], 'u_nobody', alice.me['id']] });
    expect(users).toMatchObject([{ id: bob.me['id'], displayName: 'Bobby', rev: 1 }, { id: alice.me['id'] }]);
    expect(next).toBeNull();
  });

  test('[PEO-4] by name, username, pinyin or its initials, among those whom one may know', async () => {
    const [alice, ming, dan, partner, stranger] = [
      await guest(target.url, 'alice'),
      await guest(target.url, 'ming'),
      await guest(target.url, 'dan'),
      await guest(target.url, 'partner'),
      await guest(target.url, 'stranger'),
    ];
    const { room } = await alice.ask('room:create', { name: freshName('room') });
    for (const person of [ming, dan]) await person.ask('room:join', room.id);
    await alice.ask('message:private', { to: partner.me['id'], content: 'hi' });
    await rename(ming, '陈小明');
    await rename(dan, 'Dan Ming');
    await rename(partner, 'Xiaoming Fan');
    await rename(stranger, '小明');
    const find = async (query: string): Promise<string[]> =>
      ((await alice.ask('people:look', { query }))['users'] as Answer[]).map(({ displayName }) => String(displayName));
    expect(await find('小明')).toEqual(['陈小明']);
    expect(await find('chenxiaoming')).toEqual(['陈小明']);
    expect(await find('cxm')).toEqual(['陈小明']);
    expect(await find('xiaoming')).toEqual(['Xiaoming Fan', '陈小明']);
    expect(await find(String(dan.me['username']).toUpperCase())).toEqual(['Dan Ming']);
    expect((await find('')).toSorted()).toEqual(['Dan Ming', 'Xiaoming Fan', '陈小明'].toSorted());
    expect(await find('nobody at all')).toEqual([]);
  });

  test('[PEO-4] in pages, without losing or doubling one; a cursor that is none is bad_request', async () => {
    const alice = await guest(target.url, 'alice');
    const { room } = await alice.ask('room:create', { name: freshName('room') });
    const others = await Promise.all(Array.from({ length: 7 }, () => guest(target.url, 'other')));
    for (const person of others) await person.ask('room:join', room.id);
    const found: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await alice.ask('people:look', { query: 'other', limit: 3, ...(cursor ? { cursor } : {}) });
      found.push(...(page['users'] as Answer[]).map(({ id }) => String(id)));
      if (page['next'] === null) break;
      cursor = String(page['next']);
    }
    expect(found.toSorted()).toEqual(others.map(({ me }) => String(me['id'])).toSorted());
    expect((await alice.ask('people:look', { cursor: 'x' }))['error']).toMatchObject({
      code: 'bad_request',
      field: 'cursor',
    });
  });
});
