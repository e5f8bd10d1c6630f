import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { everyoneLeaves, freshName, guest, until, visitor } from './person.ts';
import type { Answer, Person } from './person.ts';
import { startTarget } from './target.ts';
import type { Target } from './target.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

/** A client of the published sample: it knows no acks. */
const classic = async (name: string): Promise<Person> => {
  const person = visitor(target.url, {}, { transports: ['polling', 'websocket'] });
  await person.hears('server:hello');
  person.socket.emit('user:join', name);
  await person.hears('users:update', (users) =>
    (users as unknown as Answer[]).some((user) => user['username'] === name),
  );
  return person;
};

const listed = (person: Person, event: string): Answer[] => (person.all(event).at(-1) ?? []) as unknown as Answer[];

describe('classic clients', () => {
  test('[CLS-1] one works unchanged: lists, rooms by name, room and private messages', async () => {
    const [ann, ben] = [await classic(freshName('ann')), await classic(freshName('ben'))];
    const room = freshName('room');
    ann.socket.emit('room:create', room);
    await ann.hears('rooms:update', (rooms) => (rooms as unknown as Answer[]).some((one) => one['name'] === room));
    ben.socket.emit('room:join', room);
    await until('both are counted', () =>
      listed(ann, 'rooms:update').some((one) => one['name'] === room && one['users'] === 2),
    );
    ann.socket.emit('message:room', { room, content: 'hello all', from: 'somebody else' });
    const heard = await ben.hears('message:receive', (message) => message['content'] === 'hello all');
    expect(heard).toMatchObject({ room });
    expect(heard['from']).toMatch(/^ann/);
    const name = String(heard['from']);
    ben.socket.emit('message:private', { to: name, content: 'psst', from: 'x' });
    expect(await ann.hears('message:receive', (message) => message['content'] === 'psst')).toMatchObject({ to: name });
    expect(listed(ann, 'users:update').find((user) => user['username'] === name)).toMatchObject({ isActive: true });
  });

  test('[CLS-2] a stock client that lost its connection continues as the same user in the same rooms, also after a restart', async () => {
    const [ann, watcher] = [await classic(freshName('ann')), await guest(target.url)];
    const room = freshName('room');
    ann.socket.emit('room:create', room);
    await ann.hears('rooms:update', (rooms) => (rooms as unknown as Answer[]).some((one) => one['name'] === room));
    await until('the room is there', async () => (await watcher.ask('room:join', room)).ok);
    await target.kill();
    await target.restart();
    await until('she is back', () => ann.all('server:hello').at(-1)?.['user']?.username !== undefined, 15_000);
    const again = visitor(target.url, { token: watcher.token });
    await again.hears('server:hello');
    expect(await again.ask('message:room', { room, content: 'welcome back' })).toMatchObject({ ok: true });
    await ann.hears('message:receive', (message) => message['content'] === 'welcome back');
  });

  test('[CLS-3] once no connection is left, a bare user:join may take the name anew; the first is then anonymous', async () => {
    const name = freshName('ann');
    const first = await classic(name);
    const { user } = { user: listed(first, 'users:update').find((one) => one['username'] === name) };
    const taken = visitor(target.url);
    await taken.hears('server:hello');
    taken.socket.emit('user:join', name);
    expect(await taken.hears('error:report')).toMatchObject({ event: 'user:join', error: { code: 'conflict' } });
    first.socket.io.reconnection(false);
    first.socket.io.engine.close();
    await until('nobody is left', () => !first.socket.connected);
    let second: Person | null = null;
    await until('the name can be taken', async () => {
      second = visitor(target.url);
      await second.hears('server:hello');
      second.socket.emit('user:join', name);
      return Promise.race([
        second.hears('users:update').then(() => true),
        second.hears('error:report').then(() => false),
      ]);
    });
    const now = await (second as unknown as Person).hears('users:update', (users) =>
      (users as unknown as Answer[]).some((one) => one['username'] === name && one['id'] !== user?.['id']),
    );
    expect(now).toBeDefined();
    first.socket.connect();
    await until(
      'the first is anonymous',
      () => first.all('server:hello').length === 2 && first.all('server:hello')[1]?.['user'] === null,
    );
  });

  test('[CLS-4] other clients are never sent the lists', async () => {
    const modern = await guest(target.url);
    await classic(freshName('ann'));
    await modern.ask('rooms:list', {});
    expect(modern.all('users:update')).toEqual([]);
    expect(modern.all('rooms:update')).toEqual([]);
  });
});
