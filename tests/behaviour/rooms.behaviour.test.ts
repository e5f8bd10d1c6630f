import { clientEvents } from '@rookery/protocol';
import { everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import { openTarget } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

let target: Awaited<ReturnType<typeof openTarget>>;
beforeAll(async () => {
  target = await openTarget();
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

const room = (stem = 'room'): string => freshName(stem);

describe('rooms', () => {
  test('[ROOM-1] a room is made, found, joined and talked in', async () => {
    const [owner, member] = [await guest(target.url), await guest(target.url)];
    const name = room('Harbour 港');
    const created = await owner.ask('room:create', { name, topic: 'ships' });
    expect(created).toMatchObject({
      ok: true,
      room: { name, topic: 'ships', visibility: 'public', members: 1 },
      head: { seq: 0, id: null, rev: 0 },
      read: 0,
    });
    await owner.ask('message:room', { room: name, content: 'first' });
    const listed = await member.ask('rooms:list', { query: name.slice(0, 9).toUpperCase() });
    expect(listed['rooms'].map((one: { name: string }) => one.name)).toContain(name);
    const joined = await member.ask('room:join', name.toUpperCase());
    expect(joined).toMatchObject({ ok: true, room: { id: created['room'].id, members: 2 }, head: { seq: 1 }, read: 1 });
    expect(joined['messages'].map((message: { content: string }) => message.content)).toEqual(['first']);
    expect(await member.ask('room:join', name)).toMatchObject({ ok: true });
    await owner.hears(
      'room:update',
      (update) => update['members'] === 2 && update['joined']?.[0]?.id === member.me['id'],
    );
    const members = await member.ask('room:members', { room: name });
    expect(members['members'].map((one: { role: string; online: boolean }) => [one.role, one.online])).toEqual(
      expect.arrayContaining([
        ['owner', true],
        ['member', true],
      ]),
    );
  });

  test('[ROOM-34] who made a room is said to all who may know of it, in changes too, also when she has left it', async () => {
    const [maker, member, invited] = [await guest(target.url), await guest(target.url), await guest(target.url)];
    const by = { createdBy: maker.me['id'] };
    const made = await maker.ask('room:create', { name: room(), visibility: 'private' });
    expect(made['room']).toMatchObject(by);
    const { id } = made['room'];
    for (const one of [member, invited]) await maker.ask('room:invite', { room: id, user: one.me['id'] });
    expect((await member.ask('room:join', { room: id }))['room']).toMatchObject(by);
    await maker.ask('room:edit', { room: id, topic: 'ships' });
    await member.hears(
      'message:update',
      (change) => change['room']?.topic === 'ships' && change['room'].createdBy === by.createdBy,
    );
    await maker.ask('room:leave', { room: id });
    for (const one of [member, invited])
      expect((await one.ask('inbox:list', {}))['entries']).toMatchObject([{ room: { id, ...by } }]);
  });

  test('[ROOM-2] a public name is unique without regard to case; a private one need not be', async () => {
    const owner = await guest(target.url);
    const name = room();
    expect(await owner.ask('room:create', name)).toMatchObject({ ok: true });
    expect(await owner.ask('room:create', name.toUpperCase())).toMatchObject({
      ok: false,
      error: { code: 'conflict' },
    });
    expect(await owner.ask('room:create', { name, visibility: 'private' })).toMatchObject({ ok: true });
    for (const bad of ['r_room', 'u_x', '', 'a\nb'])
      expect(await owner.ask('room:create', bad)).toMatchObject({ error: { code: 'bad_request' } });
    expect(await owner.ask('room:create', 'x'.repeat(81))).toMatchObject({ error: { code: 'too_large' } });
  });

  test('[ROOM-3] a private room is entered by invitation, which the inbox shows', async () => {
    const [owner, friend] = [await guest(target.url), await guest(target.url)];
    const { room: made } = await owner.ask('room:create', { name: room(), visibility: 'private' });
    expect(await friend.ask('room:join', { room: made.id })).toMatchObject({ error: { code: 'not_found' } });
    expect(await owner.ask('room:invite', { room: made.id, user: friend.me['username'] })).toEqual({ ok: true });
    await friend.hears(
      'inbox:update',
      (update) => update['added']?.invitedBy?.id === owner.me['id'] && update['added'].conversation === made.id,
    );
    expect(await friend.ask('history:fetch', { room: made.id })).toMatchObject({ error: { code: 'not_found' } });
    expect(await friend.ask('room:join', { room: made.id })).toMatchObject({ ok: true });
    expect(await friend.ask('history:fetch', { room: made.id })).toMatchObject({ ok: true });
    expect((await friend.ask('rooms:list', {}))['rooms'].map((one: { id: string }) => one.id)).toContain(made.id);
  });

  test('[ROOM-4] from outside, private rooms and other people’s conversations do not exist', async () => {
    const [owner, friend, stranger] = [await guest(target.url), await guest(target.url), await guest(target.url)];
    const { room: made } = await owner.ask('room:create', { name: room(), visibility: 'private' });
    const { conversation: direct } = await owner.ask('message:private', { to: friend.me['id'], content: 'psst' });
    for (const conversation of [made.id, direct]) {
      const ghost = `${String(conversation).slice(0, 2)}${'x'.repeat(22)}`;
      const probes: [string, (id: string) => object][] = [
        ['message:room', (id) => ({ conversation: id, content: 'hello' })],
        ['message:edit', (id) => ({ conversation: id, seq: 1, content: 'x' })],
        ['message:delete', (id) => ({ conversation: id, seq: 1 })],
        ['message:react', (id) => ({ conversation: id, seq: 1, emoji: '👍', on: true })],
        ['message:links', (id) => ({ conversation: id, seq: 1, off: true })],
        ['message:edits', (id) => ({ conversation: id, seq: 1 })],
        ['message:trace', (id) => ({ conversation: id, seq: 1 })],
        ['hold:set', (id) => ({ conversation: id, on: true })],
        ['pin:set', (id) => ({ conversation: id, seq: 1, on: true })],
        ['pins:list', (id) => ({ conversation: id })],
        ['receipts:list', (id) => ({ conversation: id, seq: 1 })],
        ['notify:set', (id) => ({ conversation: id, level: 'all' })],
        ['poll:create', (id) => ({ conversation: id, question: 'When?', options: ['now', 'never'], clientId: 'poll' })],
        ['poll:vote', (id) => ({ conversation: id, seq: 1, options: [0] })],
        ['poll:close', (id) => ({ conversation: id, seq: 1 })],
        ['saved:set', (id) => ({ conversation: id, seq: 1, on: true })],
        ['draft:set', (id) => ({ conversation: id, content: 'begun' })],
        ['later:add', (id) => ({ conversation: id, content: 'soon', sendAt: Date.now() + 60_000, clientId: 'later' })],
        ['history:fetch', (id) => ({ conversation: id })],
        ['files:list', (id) => ({ conversation: id })],
        ['search:messages', (id) => ({ conversation: id, query: 'psst' })],
        ['thread:open', (id) => ({ conversation: id, seq: 1 })],
        ['read:mark', (id) => ({ conversation: id, seq: 0 })],
        ['typing:set', (id) => ({ conversation: id, on: true })],
        ['room:join', (id) => ({ conversation: id })],
        ['room:leave', (id) => ({ conversation: id })],
        ['room:edit', (id) => ({ conversation: id, name: 'mine' })],
        ['room:invite', (id) => ({ conversation: id, user: stranger.me['id'] })],
        ['room:remove', (id) => ({ conversation: id, user: owner.me['id'] })],
        ['room:role', (id) => ({ conversation: id, user: stranger.me['id'], role: 'owner' })],
        ['room:mute', (id) => ({ conversation: id, user: owner.me['id'], until: null })],
        ['room:ban', (id) => ({ conversation: id, user: owner.me['id'] })],
        ['room:unban', (id) => ({ conversation: id, user: stranger.me['id'] })],
        ['room:bans', (id) => ({ conversation: id })],
        ['room:delete', (id) => ({ conversation: id })],
        ['room:members', (id) => ({ conversation: id })],
        ['message:private', (id) => ({ conversation: id, content: 'hello' })],
        ['report:create', (id) => ({ conversation: id, seq: 1, reason: 'noise' })],
        ['reports:list', (id) => ({ conversation: id })],
        ['invite:create', (id) => ({ conversation: id })],
        ['invite:list', (id) => ({ conversation: id })],
        ['sync', (id) => ({ conversations: [{ conversation: id, epoch: 'x', seq: 0, rev: 0 }] })],
      ];
      // An operation that names a conversation and is not probed here might tell of what should not exist.
      const naming = Object.entries(clientEvents).filter(([, { request }]) => 'conversation' in request.shape);
      expect(naming.map(([event]) => event).filter((event) => !probes.some(([probed]) => probed === event))).toEqual(
        [],
      );
      expect(naming.length).toBeGreaterThan(10);
      for (const [event, payload] of probes) {
        const real = await stranger.askPatiently(event, payload(String(conversation)));
        const none = await stranger.askPatiently(event, payload(ghost));
        expect(JSON.stringify(real).replaceAll(String(conversation), ghost), event).toBe(JSON.stringify(none));
        // Holds are for admins, wherever they are asked for.
        const code = event === 'hold:set' ? 'forbidden' : 'not_found';
        if (event !== 'sync') expect(real, event).toMatchObject({ ok: false, error: { code } });
      }
    }
  });

  test('[ROOM-5] a public room that one is not in is forbidden, and after leaving it is again', async () => {
    const [owner, other] = [await guest(target.url), await guest(target.url)];
    const name = room();
    await owner.ask('room:create', name);
    for (const [event, payload] of [
      ['message:room', { room: name, content: 'x' }],
      ['history:fetch', { room: name }],
      ['room:members', { room: name }],
    ] as const)
      expect(await other.ask(event, payload), event).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    await other.ask('room:join', name);
    expect(await other.ask('message:room', { room: name, content: 'x' })).toMatchObject({ ok: true });
    expect(await other.ask('room:leave', { room: name })).toEqual({ ok: true });
    expect(await other.ask('message:room', { room: name, content: 'x' })).toMatchObject({
      error: { code: 'forbidden' },
    });
    await owner.ask('message:room', { room: name, content: 'after she left' });
    await owner.hears('message:receive', (message) => message['content'] === 'after she left');
    expect(other.all('message:receive').some((message) => message['content'] === 'after she left')).toBe(false);
  });

  test('[ROOM-6] the owner edits and removes; others may not', async () => {
    const [owner, member] = [await guest(target.url), await guest(target.url)];
    const name = room();
    const { room: made } = await owner.ask('room:create', name);
    await member.ask('room:join', name);
    expect(await member.ask('room:edit', { room: name, topic: 'mine' })).toMatchObject({
      error: { code: 'forbidden' },
    });
    expect(await member.ask('room:remove', { room: name, user: owner.me['id'] })).toMatchObject({
      error: { code: 'forbidden' },
    });
    const renamed = room('renamed');
    expect(await owner.ask('room:edit', { room: name, name: renamed, topic: 'new' })).toMatchObject({
      ok: true,
      room: { id: made.id, name: renamed, topic: 'new' },
      rev: 1,
    });
    await member.hears('message:update', (change) => change['kind'] === 'room' && change['room'].name === renamed);
    expect(await member.ask('message:room', { room: renamed, content: 'still here' })).toMatchObject({ ok: true });
    expect(await owner.ask('room:remove', { room: made.id, user: member.me['username'] })).toEqual({ ok: true });
    await member.hears(
      'inbox:update',
      (update) => update['removed'] === made.id && update['why'] === 'removed' && update['by'] === owner.me['id'],
    );
    await owner.ask('message:room', { room: made.id, content: 'without her' });
    await owner.hears('message:receive', (message) => message['content'] === 'without her');
    expect(await member.ask('history:fetch', { conversation: made.id })).toMatchObject({
      error: { code: 'forbidden' },
    });
    expect(member.all('message:receive').some((message) => message['content'] === 'without her')).toBe(false);
  });

  test('[ROOM-13] whoever is removed while she is away learns by what act when she is back; who left, that she left', async () => {
    const [owner, member] = [await guest(target.url), await guest(target.url)];
    const { room: made } = await owner.ask('room:create', room());
    const { room: other } = await owner.ask('room:create', room());
    for (const { id } of [made, other]) await member.ask('room:join', { room: id });
    const { rev } = await member.ask('inbox:list', {});
    member.leave();
    expect(await owner.ask('room:remove', { room: made.id, user: member.me['id'] })).toEqual({ ok: true });
    const device = visitor(target.url, { token: member.token });
    // From its list on a device is told of each step.
    await device.ask('inbox:list', {});
    await device.ask('room:leave', { room: other.id });
    await device.hears('inbox:update', (update) => update['removed'] === other.id && update['why'] === 'left');
    const { inbox } = await device.ask('sync', { inbox: rev, conversations: [] });
    expect(inbox.changes.filter((change: { removed?: string }) => change.removed !== undefined)).toMatchObject([
      { removed: made.id, why: 'removed', by: owner.me['id'] },
      { removed: other.id, why: 'left' },
    ]);
    expect(inbox.changes.at(-1)).not.toHaveProperty('by');
  });

  test('[ROOM-7] a room named like somebody’s socket reaches only its own members', async () => {
    const [owner, victim] = [await guest(target.url), await guest(target.url)];
    const name = String(victim.socket.id);
    expect(await owner.ask('room:create', { name })).toMatchObject({ ok: true });
    await owner.ask('message:room', { room: name, content: 'for members' });
    await owner.hears('message:receive', (message) => message['content'] === 'for members');
    await victim.ask('rooms:list', {});
    expect(victim.all('message:receive')).toEqual([]);
  });

  test('[READ-1] unread is head minus read, on every device', async () => {
    const [owner, reader] = [await guest(target.url), await guest(target.url)];
    const name = room();
    const { room: made } = await owner.ask('room:create', name);
    await reader.ask('room:join', name);
    for (let index = 1; index <= 5; index += 1)
      await owner.ask('message:room', { room: name, content: `m${index} @${String(reader.me['username'])}` });
    const line = async (): Promise<{ unread: number; read: number; mentions: number }> =>
      (await reader.ask('inbox:list', {}))['entries'].find(
        (entry: { conversation: string }) => entry.conversation === made.id,
      );
    expect(await line()).toMatchObject({ read: 0, unread: 5, mentions: 5 });
    expect(await reader.ask('read:mark', { conversation: made.id, seq: 3 })).toMatchObject({ ok: true });
    await reader.hears('inbox:update', (update) => update['read']?.read === 3 && update['read'].unread === 2);
    expect(await line()).toMatchObject({ read: 3, unread: 2, mentions: 2 });
    await reader.ask('read:mark', { conversation: made.id, seq: 1 });
    expect(await line()).toMatchObject({ read: 3 });
    await reader.ask('read:mark', { conversation: made.id, seq: 1, back: true });
    expect(await line()).toMatchObject({ read: 1, unread: 4 });
    await reader.ask('message:room', { room: name, content: 'not at the head' });
    expect(await line()).toMatchObject({ read: 1, unread: 5 });
    await reader.ask('read:mark', { conversation: made.id, seq: 999 });
    expect(await line()).toMatchObject({ read: 6, unread: 0 });
    await reader.ask('message:room', { room: name, content: 'at the head' });
    expect(await line()).toMatchObject({ read: 7, unread: 0 });
  });

  test('[PRES-1] those who watch see who comes and goes', async () => {
    const [watcher, other] = [await guest(target.url), await guest(target.url)];
    const answer = await watcher.ask('presence:watch', { users: [other.me['id'], watcher.me['id']] });
    expect(answer['states'].map(({ user }: { user: string }) => user)).toEqual([other.me['id'], watcher.me['id']]);
    // Where somebody came to another node just now, this one hears of it a moment later, and so does who watches.
    for (const state of answer['states']) {
      if (state.online) expect(state.lastSeen).toBeNull();
      else
        await watcher.hears('presence:update', (update) =>
          update['changes'].some(
            (change: { user: string; online: boolean }) => change.user === state.user && change.online,
          ),
        );
    }
    const before = Date.now();
    other.leave();
    const gone = await watcher.hears(
      'presence:update',
      (update) =>
        update['changes'].some(
          (change: { user: string; online: boolean }) => change.user === other.me['id'] && !change.online,
        ),
      16_000,
    );
    expect(
      gone['changes'].find((change: { user: string }) => change.user === other.me['id']).lastSeen,
    ).toBeGreaterThanOrEqual(before - 1_000);
  });

  test('[PRES-2] typing is told to the others, and forgotten', async () => {
    const [one, two] = [await guest(target.url), await guest(target.url)];
    const name = room();
    await one.ask('room:create', name);
    await two.ask('room:join', name);
    await one.ask('typing:set', { room: name, on: true });
    await two.hears(
      'typing:update',
      (update) => update['users'].length === 1 && update['users'][0].id === one.me['id'] && update['more'] === 0,
    );
    await until('it is forgotten', () => two.all('typing:update').at(-1)?.['users'].length === 0, 9_000);
    expect(one.all('typing:update').every((update) => update['users'].length === 0)).toBe(true);
  });
});
