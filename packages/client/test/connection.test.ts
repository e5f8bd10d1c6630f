import { asConversationId } from '@rookery/protocol';
import { fail, me, room, settle } from '@rookery/testkit';
import { describe, expect, test } from 'vitest';
import { memorySession, socketIoTransport } from '../src/index.ts';
import type { SessionStorage } from '../src/index.ts';
import { bench, opened, shown } from './bench.ts';

test('[CLI-7] a connection that is closed before its code has loaded is closed once, and never opened', async () => {
  const closed: unknown[] = [];
  // Nobody listens there: were it opened, it would tell of its failure.
  const link = socketIoTransport({ url: 'http://127.0.0.1:9', transports: ['websocket'] }).open(
    { token: null },
    { event: () => undefined, closed: (refusal) => closed.push(refusal) },
  );
  await expect(link.request('sync', {}, 1_000)).rejects.toMatchObject({ code: 'offline' });
  link.close();
  link.close();
  expect(closed).toEqual([null]);
  await import('../src/transport/socket-io-link.ts');
  await settle();
  await expect(link.request('sync', {}, 1_000)).rejects.toMatchObject({ code: 'offline' });
  expect(closed).toEqual([null]);
});

describe('a lost connection', () => {
  test('[CLI-7] is taken up again after growing random delays', async () => {
    const { server, client, clock } = await opened();
    server.refusals = Array.from({ length: 8 }, () => 'unreachable' as const);
    server.cut();
    const delays: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      const state = client.connection.get();
      if (state.state !== 'reconnecting' || state.retryAt === null) throw new Error(state.state);
      expect(state.attempt).toBe(attempt);
      delays.push(state.retryAt - clock.now());
      await clock.advance(state.retryAt - clock.now());
    }
    for (const [index, delay] of delays.entries()) {
      const most = Math.min(10_000, 300 * 2 ** index);
      expect(delay).toBeGreaterThanOrEqual(most / 2);
      expect(delay).toBeLessThanOrEqual(most);
    }
    expect(new Set(delays.slice(-3)).size, 'at the longest too').toBe(3);
    await clock.advance(10_000);
    expect(client.connection.get()).toMatchObject({ state: 'online', node: 'n1' });
    server.cut();
    expect(client.connection.get(), 'it served: this is a new loss').toMatchObject({ attempt: 1 });
  });

  test('[CLI-7] a node that greets and then fails is not asked faster and faster', async () => {
    const { server, clock } = await opened();
    server.scripts.set('sync', () => {
      queueMicrotask(() => server.cut());
      return new Promise<object>(() => undefined);
    });
    server.cut();
    const before = server.opened.length;
    await clock.advance(60_000);
    expect(server.opened.length - before).toBeLessThan(15);
  });

  test('[CLI-7] a connection that is never greeted is given up', async () => {
    const all = bench();
    all.server.refusals = ['silent'];
    all.client.open();
    await all.clock.advance(20_000);
    expect(all.client.connection.get().state).toBe('online');
    expect(all.server.opened).toHaveLength(2);
  });

  test('[CLI-7] a drain says when, and not to the connection after it', async () => {
    const { server, client, clock } = await opened();
    server.emit('server:drain', { reconnectInMs: 3_000 });
    await clock.advance(2_999);
    expect(server.opened).toHaveLength(1);
    await clock.advance(2);
    expect(server.opened).toHaveLength(2);
    expect(client.connection.get().state).toBe('online');

    server.emit('server:drain', { reconnectInMs: 5_000 });
    server.cut();
    client.tryNow();
    await settle();
    expect(server.opened).toHaveLength(3);
    await clock.advance(20_000);
    expect(server.opened).toHaveLength(3);
  });

  test('[CLI-7] a node that is full says when, and clients are spread over the time after', async () => {
    const { server, client, clock } = await opened();
    server.refusals = [{ code: 'unavailable', message: 'full', retryAfterMs: 20_000 }];
    server.cut();
    client.tryNow();
    await clock.advance(19_000);
    expect(server.opened).toHaveLength(2);
    await clock.advance(11_001);
    expect(server.opened).toHaveLength(3);
  });

  test('[CLI-7] another protocol ends it, and says so to whoever waits', async () => {
    const all = bench();
    all.server.refusals = [{ code: 'bad_request', message: 'protocol' }];
    const online = all.client.online();
    all.client.open();
    await expect(online).rejects.toMatchObject({ code: 'bad_request' });
    await all.clock.advance(60_000);
    expect(all.client.connection.get()).toEqual({ state: 'ended', reason: 'version' });
    expect(all.server.opened).toHaveLength(1);
  });

  test('what is asked without a connection, or loses it, is answered at once: offline', async () => {
    const { server, client } = await opened();
    server.scripts.set('rooms:list', () => new Promise<object>(() => undefined));
    const lost = client.listRooms();
    await settle();
    server.cut();
    await expect(lost).rejects.toMatchObject({ code: 'offline', isPassing: true });
    await expect(client.listRooms()).rejects.toMatchObject({ code: 'offline' });
  });
});

describe('a session', () => {
  test('is started by join and kept', async () => {
    const all = bench({ session: undefined as never });
    all.session.save(null);
    const client = all.again();
    const joining = client.join('me');
    await settle();
    expect(await joining).toEqual(me);
    expect(all.session.load()).toEqual({ token: 't', user: me });
    expect(client.session.get()).toEqual({ state: 'joined', user: me });
  });

  test('[CLI-10] that the server no longer knows ends here, and the connection goes on without it', async () => {
    const { server, client, session } = await opened({ said: 2 });
    client.send(room, 'mine');
    server.users.clear();
    server.cut();
    client.tryNow();
    await settle();
    expect(client.session.get()).toEqual({ state: 'none', ended: true });
    expect(session.load()).toBeNull();
    expect(client.inbox.get().entries).toEqual([]);
    expect(shown(client)).toEqual([]);
    expect(client.waiting.get()).toBe(0);
  });

  test('[CLI-10] that another tab ended leaves nothing here', async () => {
    const { server, client, session } = await opened({ said: 2 });
    session.save(null);
    server.cut();
    client.tryNow();
    await settle();
    expect(client.session.get()).toEqual({ state: 'none', ended: true });
    expect(client.inbox.get().entries).toEqual([]);
  });

  test('[CLI-10] that another tab exchanged: nothing of the first person is shown or sent as the second', async () => {
    const { server, client, session, clock } = await opened({ said: 2 });
    const ann = { ...me, id: 'u_ann' as typeof me.id, username: 'ann' };
    server.cut();
    client.send(room, 'of the first');
    await settle();
    server.users = new Map([['t2', ann]]);
    session.save({ token: 't2', user: ann });
    const hers = asConversationId('r_hers');
    server.scripts.set('inbox:list', () => ({ entries: [server.entry(hers)], rev: 1, next: null }));
    client.tryNow();
    await clock.advance(10_000);
    expect(client.inbox.get().entries.map(({ conversation }) => conversation)).toEqual([hers]);
    expect(client.session.get()).toEqual({ state: 'joined', user: ann });
    expect(server.counts('message:room')).toBe(0);
    expect(shown(client)).not.toContain('~of the first');
    expect(client.inbox.get().state).toBe('ready');
  });

  test('[CLI-10] that another tab begins is taken up where nobody is signed in, and nowhere else once it is closed', async () => {
    const ann = { ...me, id: 'u_ann' as typeof me.id, username: 'ann' };
    const kept = memorySession();
    let tell = (): void => undefined;
    const watched: SessionStorage = {
      load: kept.load,
      save: kept.save,
      watch: (changed) => {
        tell = changed;
        return () => {
          tell = () => undefined;
        };
      },
    };
    const { server, client, clock } = await opened({ session: watched });
    expect(client.session.get()).toEqual({ state: 'none', ended: false });
    server.users = new Map([['t2', ann]]);
    kept.save({ token: 't2', user: ann });
    tell();
    await clock.advance(10);
    expect(client.session.get()).toEqual({ state: 'joined', user: ann });

    // Her name changed there: the same session.
    const connections = server.opened.length;
    kept.save({ token: 't2', user: { ...ann, displayName: 'Anna' } });
    tell();
    await clock.advance(10);
    expect(server.opened.length).toBe(connections);
    client.close();
    kept.save({ token: 't', user: me });
    tell();
    await clock.advance(10);
    expect(server.opened.length).toBe(connections);
  });

  test('[CLI-10] a token refused while another tab keeps a newer one does not throw that away', async () => {
    const { server, client, session } = await opened();
    const ann = { ...me, id: 'u_ann' as typeof me.id, username: 'ann' };
    server.refusals = [{ code: 'unauthorized', message: 'over' }];
    server.cut();
    client.tryNow();
    session.save({ token: 't2', user: ann });
    server.users = new Map([['t2', ann]]);
    await settle();
    expect(session.load()?.token).toBe('t2');
  });

  test('[CLI-7] a storage that cannot forget a refused token does not make a storm', async () => {
    const kept = { token: 'dead', user: me };
    const all = bench({ session: { load: () => kept, save: () => undefined } });
    all.client.open();
    await all.clock.advance(60_000);
    expect(all.server.opened.length).toBeLessThan(15);
  });

  test('[CLI-10] leaving takes with it what was not sent', async () => {
    const { server, client, outbox, session } = await opened();
    server.scripts.set('message:room', () => fail('unavailable'));
    client.send(room, 'mine');
    await settle();
    await client.leave();
    await settle();
    expect(client.session.get()).toEqual({ state: 'none', ended: false });
    expect(session.load()).toBeNull();
    expect(await outbox.load(me.id)).toEqual([]);
    expect(() => client.send(room, 'nobody')).toThrowError(/Join/);
  });
});
