import { classic, everyoneLeaves, freshName, guest, listed, visitor } from '@rookery/testkit/person';
import type { Answer, Person } from '@rookery/testkit/person';
import { openTarget } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

let target: Awaited<ReturnType<typeof openTarget>>;
beforeAll(async () => {
  target = await openTarget();
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

describe('classic clients', () => {
  test('[CLS-1] one works unchanged: lists, rooms by name, room and private messages', async () => {
    const [ann, ben] = [await classic(target.url, freshName('ann')), await classic(target.url, freshName('ben'))];
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

  test('[CLS-2] a stock client that lost its connection continues as the same user in the same rooms', async () => {
    const name = freshName('ann');
    const [ann, watcher] = [await classic(target.url, name), await guest(target.url)];
    const id = listed(ann, 'users:update').find((user) => user['username'] === name)?.['id'];
    const room = freshName('room');
    ann.socket.emit('room:create', room);
    await until('the room is there', async () => (await watcher.ask('room:join', room)).ok);
    ann.socket.io.engine.close();
    await until('she is back', () => ann.all('server:hello')[1]?.['user']?.username !== undefined);
    expect(ann.all('server:hello')[1]?.['user'].id).toBe(id);
    // She is greeted before she hears her rooms, and what is said in between is not for her: she asks for nothing that she missed.
    const hears = async (): Promise<boolean> => {
      expect(await watcher.ask('message:room', { room, content: 'welcome back' })).toMatchObject({ ok: true });
      return ann.all('message:receive').some((message) => message['content'] === 'welcome back');
    };
    await until('she hears her room', hears, 20_000, { everyMs: 250 });
  });

  test('[CLS-5] it need not wait: what it says right after joining is heard', async () => {
    const [ann, ben] = [visitor(target.url), await guest(target.url)];
    await ann.hears('server:hello');
    const room = freshName('room');
    ann.socket.emit('user:join', freshName('ann'));
    ann.socket.emit('room:create', room);
    ann.socket.emit('room:join', room);
    ann.socket.emit('message:room', { room, content: 'at once', from: 'x' });
    await ann.hears('message:receive', (message) => message['content'] === 'at once');
    expect(ann.all('error:report')).toEqual([]);
    await ben.ask('room:join', room);
    const eager = visitor(target.url);
    await eager.hears('server:hello');
    eager.socket.emit('user:join', freshName('eager'));
    eager.socket.emit('room:join', room);
    eager.socket.emit('message:room', { room, content: 'me too', from: 'x' });
    await ben.hears('message:receive', (message) => message['content'] === 'me too');
    expect(eager.all('error:report')).toEqual([]);
  });

  test('[CLS-3, SES-2] the name of somebody who holds a token is not to be had, though she is away', async () => {
    const alice = await guest(target.url);
    const name = String(alice.me['username']);
    const watcher = await guest(target.url);
    alice.leave();
    await until(
      'she is away',
      async () => !(await watcher.ask('presence:watch', { users: [alice.me['id']] }))['states'][0].online,
    );
    const thief = visitor(target.url);
    await thief.hears('server:hello');
    thief.socket.emit('user:join', name);
    expect(await thief.hears('error:report')).toMatchObject({ event: 'user:join', error: { code: 'conflict' } });
    const again = visitor(target.url, { token: alice.token });
    expect((await again.hears('server:hello'))['user'].id).toBe(alice.me['id']);
  });

  test('[CLS-3] once no connection is left, a bare user:join may take the name anew; the first is then anonymous', async () => {
    const name = freshName('ann');
    const first = await classic(target.url, name);
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

  test('[CLS-3, SES-10] a bare user:join takes the name of somebody who is gone, as a new user; a join with an acknowledgement does not', async () => {
    const [ann, ben] = [await guest(target.url, 'ann'), await guest(target.url, 'ben')];
    const name = String(ann.me['username']);
    await ann.ask('message:private', { to: ben.me['id'], content: 'from the first' });
    await ann.ask('user:leave');
    expect(await visitor(target.url).ask('user:join', { username: name })).toMatchObject({
      error: { code: 'conflict' },
    });
    const second = await classic(target.url, name);
    const id = listed(second, 'users:update').find((one) => one['username'] === name)?.['id'];
    expect(id).toBeDefined();
    expect(id).not.toBe(ann.me['id']);
    const { messages } = await ben.ask('history:fetch', { to: ann.me['id'] });
    expect(messages).toMatchObject([{ content: 'from the first', user: { id: ann.me['id'] } }]);
  });

  test('[CLS-4] other clients are never sent the lists', async () => {
    const modern = await guest(target.url);
    await classic(target.url, freshName('ann'));
    await modern.ask('rooms:list', {});
    expect(modern.all('users:update')).toEqual([]);
    expect(modern.all('rooms:update')).toEqual([]);
  });
});
