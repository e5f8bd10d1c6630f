import { everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import type { Answer, Person } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ask, bearer, password } from './account-program.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget({ ROOKERY_RATE_LIMITS: 'off' });
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

const forbidden = { ok: false, error: { code: 'forbidden' } };

/** A public room of two guests: whoever made it is its owner. */
async function scene() {
  const [owner, member] = [await guest(target.url, 'owner'), await guest(target.url, 'member')];
  const { room } = await owner.ask('room:create', freshName('room'));
  await member.ask('room:join', { room: room.id });
  return { owner, member, room: String(room.id), name: String(room.name) };
}

const lineOf = async (person: Person, room: string): Promise<Answer | undefined> =>
  (await person.ask('inbox:list'))['entries'].find((entry: Answer) => entry['conversation'] === room);

describe('rights', () => {
  test('[ROOM-23] a guest who is banned does not come back from her address under another name, by socket or by HTTP; her colleague who is in stays', async () => {
    const { owner, room } = await scene();
    const from = (address: string) => ({ extraHeaders: { 'x-forwarded-for': address }, transports: ['websocket'] });
    const come = async (address: string, username = freshName('guise')): Promise<Person> => {
      const person = visitor(target.url, {}, from(address));
      await person.ask('user:join', { username });
      return person;
    };
    const nameOfMallory = freshName('mallory');
    const [mallory, colleague] = [await come('203.0.113.7', nameOfMallory), await come('203.0.113.7')];
    for (const person of [mallory, colleague]) await person.ask('room:join', { room });
    const { members } = await owner.ask('room:members', { room });
    const user = (members as Answer[]).find((each) => each['user'].username === nameOfMallory)?.['user'].id;
    expect(await owner.ask('room:ban', { room, user })).toMatchObject({ ok: true });
    const again = await come('203.0.113.7');
    expect(await again.ask('room:join', { room })).toMatchObject(forbidden);
    const joined = await ask(target.url, 'POST', 'call/user:join', { username: freshName('guise') });
    const bearing = bearer(joined.answer['session'].token as string);
    const byHttp = (address: string) =>
      ask(target.url, 'POST', 'call/room:join', { room }, { ...bearing, 'x-forwarded-for': address });
    expect(await byHttp('203.0.113.7')).toMatchObject({ status: 403 });
    expect(await byHttp('203.0.113.8')).toMatchObject({ status: 200 });
    expect(await colleague.ask('message:room', { room, content: 'still here' })).toMatchObject({ ok: true });
    await owner.ask('room:unban', { room, user });
    expect(await again.ask('room:join', { room })).toMatchObject({ ok: true });
  });

  test('[ROOM-15] an announcement room: the change, what each may do now, and the next act', async () => {
    const { owner, member, room } = await scene();
    const edited = await owner.ask('room:edit', { room, rights: { post: 'moderator' } });
    expect(edited).toMatchObject({ ok: true, room: { rights: { post: 'moderator' } }, rev: 1 });
    expect(await member.ask('message:room', { room, content: 'may I?' })).toMatchObject(forbidden);
    await member.hears('message:update', (change) => change['room']?.rights?.post === 'moderator');
    const told = await member.hears('room:rights', ({ conversation }) => conversation === room);
    expect(told['rights']).toEqual(['read', 'reply', 'react', 'attach']);
    const owners = await owner.hears('room:rights', ({ conversation }) => conversation === room);
    expect(owners['rights']).toEqual(expect.arrayContaining(['post', 'roles', 'delete_room']));
    expect(await lineOf(member, room)).toMatchObject({ role: 'member', rights: told['rights'] });
    expect(await owner.ask('message:room', { room, content: 'hear ye' })).toMatchObject({ ok: true });
    await owner.ask('room:edit', { room, rights: { post: null } });
    await member.hears('room:rights', ({ rights }) => rights.includes('post'));
    expect(await member.ask('message:room', { room, content: 'again' })).toMatchObject({ ok: true });
  });

  test('[ROOM-15] what cannot be changed is refused in words; who may not edit changes nothing', async () => {
    const { owner, member, room } = await scene();
    for (const [change, field] of [
      [{ history: 'since-leaving' }, 'history'],
      [{ rights: { read: 'moderator' } }, 'rights.read'],
      [{ rights: { post: 'nobody' } }, 'rights.post'],
      [{ rights: { shout: 'owner' } }, 'rights'],
      [{ slowModeMs: -1 }, 'slowModeMs'],
    ] as const)
      expect(await owner.ask('room:edit', { room, ...change }), field).toMatchObject({
        error: { code: 'bad_request', field },
      });
    expect(await owner.ask('room:edit', { room, history: 'all' })).toMatchObject({ ok: true, rev: 0 });
    for (const change of [{ rights: { post: 'guest' } }, { slowModeMs: 5 }])
      expect(await member.ask('room:edit', { room, ...change })).toMatchObject(forbidden);
  });

  test('[ROOM-16] a guest is not raised, the last owner does not step down, and the next in line becomes owner', async () => {
    const { owner, member, room } = await scene();
    const role = (user: Person & { me: Answer }, wanted: string) =>
      owner.ask('room:role', { room, user: user.me['id'], role: wanted });
    expect(await role(member, 'moderator')).toMatchObject({ error: { code: 'forbidden', field: 'user' } });
    expect(await role(member, 'member')).toEqual({ ok: true });
    expect(await role(owner, 'member')).toMatchObject({ error: { code: 'conflict', field: 'role' } });
    expect(await role(owner, 'king')).toMatchObject({ error: { code: 'bad_request', field: 'role' } });
    expect(await member.ask('room:role', { room, user: owner.me['id'], role: 'member' })).toMatchObject(forbidden);
    await owner.ask('room:leave', { room });
    const step = await member.hears('inbox:update', ({ entry }) => entry?.role === 'owner');
    expect(step['entry']).toMatchObject({ conversation: room, rights: expect.arrayContaining(['delete_room']) });
    expect(await owner.ask('room:join', { room })).toMatchObject({ ok: true });
    expect(await member.ask('room:remove', { room, user: owner.me['id'] })).toEqual({ ok: true });
  });

  test('[ROOM-16, ACC-1] a guest who registers counts as a member with an account, and is made a moderator', async () => {
    const { owner, member, room } = await scene();
    const other = await guest(target.url, 'other');
    await other.ask('room:join', { room });
    const username = member.me['username'] as string;
    const made = await ask(target.url, 'POST', 'accounts', { username, password }, bearer(member.token));
    expect(made.status).toBe(201);
    await member.hears('inbox:update', ({ entry }) => entry?.rights.includes('pin'));
    const role = (wanted: string) => owner.ask('room:role', { room, user: username, role: wanted });
    expect(await role('moderator')).toEqual({ ok: true });
    const step = await member.hears('inbox:update', ({ entry }) => entry?.role === 'moderator');
    expect(step['entry'].rights).toEqual(expect.arrayContaining(['edit_room', 'delete_any', 'mute', 'remove', 'ban']));
    expect((await other.ask('room:members', { room }))['members'].map((one: Answer) => one['role'])).toEqual([
      'owner',
      'moderator',
      'member',
    ]);
    const act = (event: string, payload: object = {}) => member.ask(event, { room, ...payload });
    const [above, below] = [owner, other].map(({ me }) => me['id'] as string);
    for (const [event, payload] of [
      ['room:remove', { user: above }],
      ['room:mute', { user: above, until: Date.now() + 60_000 }],
      ['room:ban', { user: above }],
      ['room:role', { user: below, role: 'member' }],
      ['room:edit', { rights: { ban: 'member' } }],
      ['room:edit', { rights: { post: 'moderator' } }],
      ['room:delete', {}],
    ] as const)
      expect(await act(event, payload), `${event} ${JSON.stringify(payload)}`).toMatchObject(forbidden);
    expect(await act('room:edit', { topic: 'ours', rights: { react: 'member' } })).toMatchObject({ ok: true });
    await other.ask('message:room', { room, content: 'to be deleted' });
    expect(await member.ask('message:delete', { conversation: room, seq: 1 })).toMatchObject({ ok: true });
    expect(await act('room:mute', { user: below, until: Date.now() + 60_000 })).toEqual({ ok: true });
    expect(await act('room:ban', { user: below })).toEqual({ ok: true });
    // Down again: the very next act.
    expect(await role('member')).toEqual({ ok: true });
    expect(await act('room:unban', { user: below })).toMatchObject(forbidden);
    // With an account one may become an owner, and the first one then step down.
    expect(await role('owner')).toEqual({ ok: true });
    expect(await owner.ask('room:role', { room, user: above, role: 'member' })).toEqual({ ok: true });
    expect(await act('room:role', { user: username, role: 'member' })).toMatchObject({ error: { code: 'conflict' } });
  });

  test('[ROOM-17] a mute: begun, told, kept through leaving, and over by itself', async () => {
    const { owner, member, room } = await scene();
    await member.ask('message:room', { room, content: 'noise' });
    const mute = (ends: number | null) =>
      owner.ask('room:mute', { room, user: member.me['username'], until: ends, reason: 'noise' });
    const until1 = Date.now() + 3_600_000;
    expect(await mute(until1)).toEqual({ ok: true });
    for (const [event, payload] of [
      ['message:room', { room, content: 'x' }],
      ['message:edit', { conversation: room, seq: 1, content: 'x' }],
      ['message:react', { conversation: room, seq: 1, emoji: '👍', on: true }],
    ] as const)
      expect(await member.ask(event, payload), event).toMatchObject(forbidden);
    const told = await member.hears('room:rights', ({ mutedUntil }) => mutedUntil === until1);
    expect(told).toMatchObject({ conversation: room, rights: ['read'] });
    expect(owner.all('room:rights')).toEqual([]);
    expect(await member.ask('typing:set', { room, on: true })).toMatchObject(forbidden);
    await member.hears('inbox:update', ({ entry }) => entry?.mutedUntil === until1);
    await member.ask('room:leave', { room });
    await member.ask('room:join', { room });
    expect(await member.ask('message:room', { room, content: 'x' })).toMatchObject(forbidden);
    expect(await member.ask('history:fetch', { room })).toMatchObject({ ok: true });
    // One that ends by itself: also who comes after it began is told when it is over.
    expect(await mute(Date.now() + 1_500)).toEqual({ ok: true });
    const device = visitor(target.url, { token: member.token });
    await device.hears('server:hello');
    expect(await lineOf(device, room)).toMatchObject({ rights: ['read'], mutedUntil: expect.any(Number) });
    for (const person of [member, device])
      await person.hears('room:rights', ({ rights, mutedUntil }) => rights.includes('post') && !mutedUntil);
    expect(await member.ask('message:room', { room, content: 'again' })).toMatchObject({ ok: true });
    expect(await mute(null)).toEqual({ ok: true });
    expect(await member.ask('room:mute', { room, user: owner.me['id'], until: until1 })).toMatchObject(forbidden);
  });

  test('[ROOM-18] a ban: out, told why, kept out, listed, ended', async () => {
    const { owner, member, room, name } = await scene();
    expect(await owner.ask('room:ban', { room, user: member.me['id'], reason: 'noise' })).toEqual({ ok: true });
    await member.hears(
      'inbox:update',
      ({ removed, why, by }) => removed === room && why === 'banned' && by === owner.me['id'],
    );
    expect(await member.ask('room:join', name)).toMatchObject(forbidden);
    await owner.ask('message:room', { room, content: 'without her' });
    await owner.hears('message:receive', ({ content }) => content === 'without her');
    expect(member.all('message:receive').some(({ content }) => content === 'without her')).toBe(false);
    const { bans, next } = await owner.ask('room:bans', { room });
    expect(next).toBeNull();
    expect(bans).toMatchObject([
      { user: { id: member.me['id'] }, by: { id: owner.me['id'] }, until: null, reason: 'noise' },
    ]);
    expect(await member.ask('room:bans', { room })).toMatchObject(forbidden);
    expect(await owner.ask('room:ban', { room, user: owner.me['id'] })).toMatchObject(forbidden);
    expect(await owner.ask('room:unban', { room, user: member.me['id'] })).toEqual({ ok: true });
    expect((await owner.ask('room:bans', { room }))['bans']).toEqual([]);
    expect(await member.ask('room:join', name)).toMatchObject({ ok: true });
  });

  test('[ROOM-19] slow mode says how long to wait, and everybody’s line has it', async () => {
    const { owner, member, room } = await scene();
    await owner.ask('room:edit', { room, slowModeMs: 60_000 });
    await member.hears('room:rights', ({ slowModeMs }) => slowModeMs === 60_000);
    expect(await lineOf(member, room)).toMatchObject({ slowModeMs: 60_000, room: { slowModeMs: 60_000 } });
    const clientId = freshName('once').replaceAll('.', '-');
    const first = await member.ask('message:room', { room, content: 'one', clientId });
    expect(first).toMatchObject({ ok: true });
    const second = await member.ask('message:room', { room, content: 'two' });
    expect(second).toMatchObject({ ok: false, error: { code: 'rate_limited' } });
    expect(second['error'].retryAfterMs).toBeGreaterThan(30_000);
    expect(second['error'].retryAfterMs).toBeLessThanOrEqual(60_000);
    expect(await member.ask('message:room', { room, content: 'one', clientId })).toEqual({ ...first, duplicate: true });
    for (const content of ['a', 'b'])
      expect(await owner.ask('message:room', { room, content })).toMatchObject({ ok: true });
    await owner.ask('room:edit', { room, slowModeMs: 0 });
    await member.hears('room:rights', ({ slowModeMs }) => slowModeMs === undefined);
    expect(await member.ask('message:room', { room, content: 'two' })).toMatchObject({ ok: true });
  });

  test('[ROOM-20] a deleted room is gone for everybody, with its name, and those who were away learn of it', async () => {
    const { owner, member, room, name } = await scene();
    const away = await guest(target.url, 'away');
    await away.ask('room:join', { room });
    await away.ask('message:room', { room, content: 'bye' });
    const { rev } = await away.ask('inbox:list');
    away.leave();
    expect(await member.ask('room:delete', { room })).toMatchObject(forbidden);
    expect(await owner.ask('room:delete', { room })).toEqual({ ok: true });
    await member.hears(
      'inbox:update',
      ({ removed, why, by }) => removed === room && why === 'deleted' && by === owner.me['id'],
    );
    await owner.hears('inbox:update', ({ removed, why, by }) => removed === room && why === 'deleted' && !by);
    for (const person of [owner, member])
      for (const [event, payload] of [
        ['message:room', { room, content: 'x' }],
        ['history:fetch', { room }],
        ['room:join', { room }],
        ['room:join', name],
      ] as const)
        expect(await person.ask(event, payload), event).toMatchObject({ error: { code: 'not_found' } });
    const back = visitor(target.url, { token: away.token });
    await back.hears('server:hello');
    expect((await back.ask('sync', { inbox: rev, conversations: [] }))['inbox'].changes).toMatchObject([
      { removed: room, why: 'deleted', by: owner.me['id'] },
    ]);
    expect(await member.ask('room:create', name)).toMatchObject({ ok: true });
    await until('the list has the new one only', async () => {
      const { rooms } = await member.ask('rooms:list', { query: name });
      return rooms.length === 1 && rooms[0].id !== room;
    });
  });

  test('[ROOM-10] no right of a room is held in a direct conversation, nor any act of power done there', async () => {
    const { owner, member } = await scene();
    const { conversation } = await owner.ask('message:private', { to: member.me['id'], content: 'psst' });
    const user = member.me['id'];
    for (const [event, payload] of [
      ['room:edit', { conversation, rights: { post: 'owner' } }],
      ['room:role', { conversation, user, role: 'member' }],
      ['room:mute', { conversation, user, until: Date.now() + 60_000 }],
      ['room:ban', { conversation, user }],
      ['room:unban', { conversation, user }],
      ['room:bans', { conversation }],
      ['room:delete', { conversation }],
    ] as const)
      expect(await owner.ask(event, payload), event).toMatchObject(forbidden);
  });
});
