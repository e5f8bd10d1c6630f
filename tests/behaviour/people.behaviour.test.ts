import { classic, everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import type { Answer, Person } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
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

const marked = (user: Answer): unknown => user['deactivated'];

describe('who is gone', () => {
  test('[PEO-6] is marked wherever she is shown, offered to nobody, and written to by nobody', async () => {
    const [alice, bob, carol] = [
      await guest(target.url, 'alice'),
      await guest(target.url, 'bob'),
      await guest(target.url, 'carol'),
    ];
    const { room } = await bob.ask('room:create', { name: freshName('room') });
    for (const person of [alice, carol]) await person.ask('room:join', room.id);
    await alice.ask('message:room', { conversation: room.id, content: 'last words' });
    const clientId = 'kept-before';
    const before = await bob.ask('message:private', { to: alice.me['id'], content: 'kept', clientId });
    expect(await alice.ask('user:leave')).toEqual({ ok: true });
    await bob.hears('people:update', ({ users }) =>
      (users as Answer[]).some((user) => user['id'] === alice.me['id'] && marked(user) === true),
    );

    const { entries } = await bob.ask('inbox:list');
    const line = (entries as Answer[]).find(({ conversation }) => conversation === before['conversation']);
    expect(line?.['user']).toMatchObject({ id: alice.me['id'], deactivated: true, rev: 1 });
    const { members } = await bob.ask('room:members', { room: room.id });
    expect(members.map(({ user }: Answer) => [user.id === alice.me['id'], marked(user) === true])).toEqual([
      [false, false],
      [true, true],
      [false, false],
    ]);
    const { messages } = await bob.ask('history:fetch', { conversation: room.id });
    expect(messages.at(-1)).toMatchObject({ user: { id: alice.me['id'], deactivated: true } });
    const look = async (payload: object): Promise<string[]> =>
      (await bob.ask('people:look', payload))['users'].map(({ id }: Answer) => id);
    expect(await look({ query: alice.me['username'] })).toEqual([]);
    expect(await look({ users: [alice.me['id']] })).toEqual([alice.me['id']]);
    expect(await look({ username: String(carol.me['username']).toUpperCase() })).toEqual([carol.me['id']]);
    expect(await look({ username: freshName('nobody') })).toEqual([]);

    const nobody = { ok: false, error: { code: 'not_found' } };
    const { conversation } = before;
    for (const to of [{ to: alice.me['id'] }, { to: alice.me['username'] }, { conversation }])
      expect(await bob.ask('message:private', { ...to, content: 'hello?' }), JSON.stringify(to)).toMatchObject(nobody);
    expect(await bob.ask('message:room', { conversation, content: 'hello?' })).toMatchObject(nobody);
    expect(await carol.ask('message:private', { to: alice.me['id'], content: 'hello?' })).toMatchObject(nobody);
    expect(await bob.ask('room:invite', { room: room.id, user: alice.me['id'] })).toMatchObject(nobody);
    // What was kept before is acknowledged, and can be read and changed.
    expect(await bob.ask('message:private', { to: alice.me['id'], content: 'kept', clientId })).toMatchObject({
      ok: true,
      duplicate: true,
      seq: before['seq'],
    });
    expect(await bob.ask('message:edit', { conversation, seq: 1, content: 'kept, as I said' })).toMatchObject({
      ok: true,
    });
    expect((await bob.ask('history:fetch', { conversation }))['head'].seq).toBe(1);

    // The mark is kept.
    await target.server.kill('SIGKILL');
    await target.server.start();
    const back = visitor(target.url, { token: bob.token });
    await back.hears('server:hello');
    expect(await back.ask('people:look', { users: [alice.me['id']] })).toMatchObject({
      users: [{ deactivated: true }],
    });
    expect(await back.ask('message:room', { conversation, content: 'hello?' })).toMatchObject(nobody);
  });

  test('[PEO-6] who takes the name of one who is gone is somebody else: another conversation, and no mark', async () => {
    const bob = await guest(target.url, 'bob');
    const name = freshName('classic');
    const first = await classic(target.url, name);
    const { users } = await bob.ask('people:look', { username: name });
    const { conversation } = await bob.ask('message:private', { to: name, content: 'to the first' });
    await bob.ask('presence:watch', { users: [users[0].id] });
    first.leave();
    await bob.hears('presence:update', ({ changes }) => (changes as Answer[]).some(({ online }) => !online), 16_000);
    await classic(target.url, name);
    await bob.hears('people:update', ({ users: told }) =>
      (told as Answer[]).some((user) => user['id'] === users[0].id && marked(user) === true),
    );
    const { users: now } = await bob.ask('people:look', { username: name });
    expect(now[0].id).not.toBe(users[0].id);
    expect(now[0]).not.toHaveProperty('deactivated');
    const sent = await bob.ask('message:private', { to: name, content: 'to the second' });
    expect(sent).toMatchObject({ ok: true, seq: 1 });
    expect(sent['conversation']).not.toBe(conversation);
    expect(await bob.ask('message:room', { conversation, content: 'to nobody' })).toMatchObject({
      error: { code: 'not_found' },
    });
  });
});

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

  test('[PEO-7] a username is changed like it, in all of history; where it cannot be had nothing changes', async () => {
    const [alice, ben] = [await guest(target.url, 'alice'), await guest(target.url, 'ben')];
    const { room } = await alice.ask('room:create', freshName('room'));
    await alice.ask('message:room', { room: room.id, content: 'said before' });
    await ben.ask('room:join', { room: room.id });
    const taken = { username: String(ben.me['username']).toUpperCase(), displayName: 'never' };
    expect((await alice.ask('profile:set', taken))['error']).toMatchObject({ code: 'conflict', field: 'username' });
    expect((await alice.ask('profile:set', { username: 'aα' }))['error'].code).toBe('bad_request');
    const [former, username] = [alice.me['username'] as string, freshName('renamed')];
    const { user } = await alice.ask('profile:set', { username });
    expect(user).toMatchObject({ username, displayName: former });
    await until('he hears of it', async () => {
      const { messages } = await ben.ask('history:fetch', { conversation: room.id });
      return messages[0].from === username;
    });
    expect(await ben.ask('people:look', { username })).toMatchObject({ users: [{ id: alice.me['id'] }] });
    expect(await ben.ask('people:look', { username: former })).toMatchObject({ users: [] });
    expect((await visitor(target.url).ask('user:join', { username: former }))['error'].code).toBe('conflict');
    expect(await ben.ask('message:private', { to: username, content: 'so you are called' })).toMatchObject({
      ok: true,
    });
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
