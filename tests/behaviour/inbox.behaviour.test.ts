import { everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
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

/** Another device of a guest, which hears everything. */
async function deviceOf(person: { readonly token: string }): Promise<Person> {
  const device = visitor(target.url, { token: person.token });
  await device.hears('server:hello');
  await device.ask('sync', { conversations: [] });
  return device;
}

/** All rows of a list, page by page. */
async function allPages(person: Person, event: string, rows: string, payload: object, limit: number) {
  const found: Answer[] = [];
  let cursor: string | null = null;
  do {
    const page: Answer = await person.ask(event, { ...payload, limit, ...(cursor === null ? {} : { cursor }) });
    expect(page).toMatchObject({ ok: true });
    expect(page[rows].length).toBeLessThanOrEqual(limit);
    found.push(...(page[rows] as Answer[]));
    cursor = page['next'];
  } while (cursor !== null);
  return found;
}

const sorted = (ids: readonly unknown[]): string[] => ids.map(String).toSorted();

const lineOf = async (person: Person, conversation: string): Promise<Answer | undefined> =>
  (await person.ask('inbox:list'))['entries'].find((entry: Answer) => entry['conversation'] === conversation);

describe('lists come in pages', () => {
  test('[READ-2] the inbox, without losing or doubling a line', async () => {
    const [alice, bob] = [await guest(target.url), await guest(target.url)];
    const made: string[] = [];
    for (let index = 0; index < 7; index += 1)
      made.push((await alice.ask('room:create', freshName(`room${index}`)))['room'].id);
    made.push((await alice.ask('message:private', { to: bob.me['id'], content: 'hello' }))['conversation']);
    const lines = await allPages(alice, 'inbox:list', 'entries', {}, 3);
    expect(sorted(lines.map((line) => line['conversation']))).toEqual(sorted(made));
    for (const line of lines) expect(line['unread']).toBe(line['head'].seq - line['read']);
    expect(lines.find((line) => line['kind'] === 'direct')).toMatchObject({
      user: { id: bob.me['id'] },
      last: { content: 'hello' },
    });
  });

  test('[ROOM-8] rooms and members likewise; a cursor that is none is a bad request', async () => {
    const owner = await guest(target.url);
    const stem = freshName('page');
    for (let index = 0; index < 5; index += 1) await owner.ask('room:create', { name: `${stem} ${index}` });
    const rooms = await allPages(owner, 'rooms:list', 'rooms', { query: stem }, 2);
    expect(rooms.map((room) => room['name'])).toEqual([0, 1, 2, 3, 4].map((index) => `${stem} ${index}`));
    const room = `${stem} 0`;
    const people = await Promise.all(Array.from({ length: 4 }, () => guest(target.url)));
    for (const person of people) await person.ask('room:join', room);
    const members = await allPages(owner, 'room:members', 'members', { room }, 2);
    expect(sorted(members.map((member) => member['user'].id))).toEqual(
      sorted([owner, ...people].map((person) => person.me['id'])),
    );
    for (const [event, payload] of [
      ['inbox:list', {}],
      ['rooms:list', {}],
      ['room:members', { room }],
    ] as const)
      expect(await owner.ask(event, { ...payload, cursor: 'no cursor at all' }), event).toMatchObject({
        ok: false,
        error: { code: 'bad_request' },
      });
  });
});

describe('the inbox', () => {
  test('[READ-1, RES-2] every device hears every step of it, numbered without a gap', async () => {
    const [alice, bob] = [await guest(target.url), await guest(target.url)];
    const devices = [await deviceOf(alice), await deviceOf(alice)];
    const { rev } = await alice.ask('inbox:list');
    const { room } = await bob.ask('room:create', freshName('room'));
    await alice.ask('room:join', { room: room.id });
    for (let index = 0; index < 3; index += 1) await bob.ask('message:room', { room: room.id, content: `${index}` });
    await alice.ask('read:mark', { conversation: room.id, seq: 2 });
    await devices[0]?.ask('read:mark', { conversation: room.id, seq: 3 });
    await devices[1]?.ask('room:leave', { room: room.id });
    for (const device of [alice, ...devices]) {
      await device.hears('inbox:update', (update) => update['removed'] === room.id);
      const steps = device.all('inbox:update').filter((update) => update['rev'] > rev);
      expect(steps.map((step) => [step['prev'], step['rev']])).toEqual(
        steps.map((_, index) => [rev + index, rev + index + 1]),
      );
      expect(steps.filter((step) => step['read']).map((step) => step['read'])).toEqual([
        { conversation: room.id, read: 2, unread: 1 },
        { conversation: room.id, read: 3, unread: 0 },
      ]);
    }
    expect(await lineOf(alice, room.id)).toBeUndefined();
  });

  test('[ROOM-3] an invitation may be declined, and is gone then', async () => {
    const [owner, friend] = [await guest(target.url), await guest(target.url)];
    const { room } = await owner.ask('room:create', { name: freshName('secret'), visibility: 'private' });
    await owner.ask('message:room', { room: room.id, content: 'before' });
    expect(await owner.ask('room:invite', { room: room.id, user: 'nobody.at.all' })).toMatchObject({
      error: { code: 'not_found', field: 'user' },
    });
    await owner.ask('room:invite', { room: room.id, user: friend.me['id'] });
    await friend.hears('inbox:update', (update) => update['added']?.conversation === room.id);
    expect(await lineOf(friend, room.id)).toMatchObject({ invited: true, unread: 0, mentions: 0, last: null });
    expect(await friend.ask('room:leave', { room: room.id })).toEqual({ ok: true });
    await friend.hears('inbox:update', (update) => update['removed'] === room.id);
    expect(await friend.ask('room:join', { room: room.id })).toMatchObject({ error: { code: 'not_found' } });
    expect(friend.all('message:receive')).toEqual([]);
    await owner.ask('room:invite', { room: room.id, user: friend.me['id'] });
    expect(await friend.ask('room:join', { room: room.id })).toMatchObject({ ok: true, read: 1 });
    // Members invite too.
    const third = await guest(target.url);
    expect(await friend.ask('room:invite', { room: room.id, user: third.me['id'] })).toEqual({ ok: true });
    expect(await third.ask('room:join', { room: room.id })).toMatchObject({ ok: true, room: { members: 3 } });
  });

  test('[ROOM-4, ROOM-6, RES-1] to whoever was removed from a private room it does not exist any more, on any device', async () => {
    const [owner, member] = [await guest(target.url), await guest(target.url)];
    const { room } = await owner.ask('room:create', { name: freshName('secret'), visibility: 'private' });
    await owner.ask('room:invite', { room: room.id, user: member.me['id'] });
    const { head } = await member.ask('room:join', { room: room.id });
    const phone = await deviceOf(member);
    await owner.ask('message:room', { room: room.id, content: 'with her' });
    await phone.hears('message:receive', (message) => message['content'] === 'with her');
    expect(await owner.ask('room:remove', { room: room.id, user: member.me['id'] })).toEqual({ ok: true });
    await owner.ask('message:room', { room: room.id, content: 'without her' });
    await owner.hears('message:receive', (message) => message['content'] === 'without her');
    const ghost = `r_${'x'.repeat(22)}`;
    for (const device of [member, phone]) {
      await device.hears('inbox:update', (update) => update['removed'] === room.id);
      for (const [event, payload] of [
        ['history:fetch', { conversation: room.id }],
        ['message:room', { room: room.id, content: 'x' }],
        ['room:join', { room: room.id }],
        ['sync', { conversations: [{ conversation: room.id, ...head }] }],
      ] as const) {
        const asked = JSON.stringify(payload);
        const real = await device.ask(event, payload);
        const none = await device.ask(event, JSON.parse(asked.replaceAll(room.id, ghost)) as object);
        expect(JSON.stringify(real).replaceAll(room.id, ghost), event).toBe(JSON.stringify(none));
      }
      expect(device.all('message:receive').map((message) => message['content'])).toEqual(['with her']);
    }
    expect(await lineOf(member, room.id)).toBeUndefined();
  });

  test('[ROOM-1] who comes back to a public room reads all of it, and has read it', async () => {
    const [owner, member] = [await guest(target.url), await guest(target.url)];
    const name = freshName('room');
    const { room } = await owner.ask('room:create', name);
    await member.ask('room:join', name);
    await member.ask('room:leave', name);
    for (let index = 1; index <= 3; index += 1) await owner.ask('message:room', { room: name, content: `m${index}` });
    const back = await member.ask('room:join', name);
    expect(back['messages'].map((message: Answer) => message['content'])).toEqual(['m1', 'm2', 'm3']);
    expect(back['read']).toBe(3);
    expect(await lineOf(member, room.id)).toMatchObject({ unread: 0, role: 'member' });
  });

  test('[LOG-13] a message names those of its members whom its text calls, in any script', async () => {
    const [alice, bob] = [await guest(target.url), await guest(target.url)];
    const stranger = await guest(target.url);
    const ming = visitor(target.url);
    const name = `小明${Date.now() % 1_000_000}`;
    const { user } = await ming.ask('user:join', name);
    const { room } = await alice.ask('room:create', freshName('room'));
    for (const person of [bob, ming]) await person.ask('room:join', { room: room.id });
    const call = `@${String(bob.me['username']).toUpperCase()} ＠${name}你好 @${String(stranger.me['username'])} a@b.c`;
    await alice.ask('message:room', { room: room.id, content: call });
    const heard = await bob.hears('message:receive');
    expect(sorted(heard['mentions'])).toEqual(sorted([bob.me['id'], user.id]));
    expect(await lineOf(ming, room.id)).toMatchObject({ mentions: 1 });
    expect(await lineOf(alice, room.id)).toMatchObject({ mentions: 0, unread: 0 });
  });

  test('[LOG-16] an edit may call: everybody hears whom, and she who was called before is not called again', async () => {
    const [alice, bob] = [await guest(target.url), await guest(target.url)];
    const { room } = await alice.ask('room:create', freshName('room'));
    await bob.ask('room:join', { room: room.id });
    const { seq } = await alice.ask('message:room', { room: room.id, content: 'look' });
    const edit = async (content: string): Promise<Answer> => {
      await alice.ask('message:edit', { conversation: room.id, seq, content });
      return bob.hears('message:update', (change) => change['content'] === content);
    };
    const name = String(bob.me['username']);
    expect(await edit(`look, @${name}`)).toMatchObject({ mentions: [bob.me['id']] });
    expect(await lineOf(bob, room.id)).toMatchObject({ mentions: 1 });
    expect(await edit(`do look, @${name}`)).toMatchObject({ mentions: [bob.me['id']] });
    expect(await lineOf(bob, room.id)).toMatchObject({ mentions: 1 });
    expect(await edit(`look, \`@${name}\``)).toMatchObject({ mentions: [] });
    expect(await lineOf(bob, room.id)).toMatchObject({ mentions: 0 });
  });

  test('[LOG-17] an edit calls who has read the message, once, on all her devices, until she has seen it', async () => {
    const [alice, bob] = [await guest(target.url), await guest(target.url)];
    const { room } = await alice.ask('room:create', freshName('room'));
    await bob.ask('room:join', { room: room.id });
    const { seq } = await alice.ask('message:room', { room: room.id, content: 'look' });
    await bob.ask('read:mark', { conversation: room.id, seq });
    const edit = (content: string) => alice.ask('message:edit', { conversation: room.id, seq, content });
    const name = String(bob.me['username']);
    const { rev } = await edit(`look, @${name}`);
    expect(await lineOf(bob, room.id)).toMatchObject({ unread: 0, mentions: 1, calledLate: 1 });
    await edit(`do look, @${name}`);
    expect(await lineOf(bob, room.id)).toMatchObject({ unread: 0, mentions: 1, calledLate: 1 });
    // As in 0.2.0: a mark that knows of no changes.
    await bob.ask('read:mark', { conversation: room.id, seq });
    expect(await lineOf(bob, room.id)).toMatchObject({ mentions: 1 });
    expect(await bob.ask('read:mark', { conversation: room.id, seq, rev })).toMatchObject({ read: seq, unread: 0 });
    const { entry } = await bob.hears('inbox:update', (step) => step['entry'] !== undefined);
    expect(entry).toMatchObject({ conversation: room.id, mentions: 0, unread: 0 });
    expect(entry['calledLate']).toBeUndefined();
    await edit('look');
    await edit(`look, @${name}!`);
    expect(await lineOf(bob, room.id)).toMatchObject({ mentions: 0 });
  });

  test('[LOG-13] it calls nobody whom it does not show as called, and whom it shows, whatever follows the name', async () => {
    const [alice, bob] = [await guest(target.url), await guest(target.url)];
    const { room } = await alice.ask('room:create', freshName('room'));
    await bob.ask('room:join', { room: room.id });
    const name = String(bob.me['username']);
    const calls = async (content: string): Promise<unknown> => {
      await alice.ask('message:room', { room: room.id, content });
      return (await bob.hears('message:receive', (message) => message['content'] === content))['mentions'];
    };
    for (const quiet of [
      `\`@${name}\``,
      `\`\`\`\n@${name}\n\`\`\``,
      `https://a.example/@${name}`,
      `a.example/@${name}`,
      `[@${name}](https://a.example)`,
      `\\@${name}`,
      `me@${name}`,
      `@${name}by`,
    ])
      expect(await calls(quiet), quiet).toBeUndefined();
    for (const loud of [
      `@${name}.`,
      `@${name}'s`,
      `＠${name}，好`,
      `**@${name}**`,
      `@${name}请看一下今天下午的会议安排表`,
      `@[${name}]`,
    ])
      expect(await calls(loud), loud).toEqual([bob.me['id']]);
  });
});

describe('presence and typing', () => {
  test('[PRES-1] one is online as long as any device is, and a new list replaces the old one', async () => {
    const [watcher, alice, bob] = [await guest(target.url), await guest(target.url), await guest(target.url)];
    const phone = await deviceOf(alice);
    await watcher.ask('presence:watch', { users: [alice.me['id']] });
    phone.leave();
    await watcher.ask('presence:watch', { users: [bob.me['id']] });
    // While she was on the list, another node may have told that she came online.
    const toldBefore = watcher.all('presence:update').length;
    const online = async (): Promise<boolean> =>
      (await watcher.ask('room:members', { room: name }))['members'].some(
        (member: Answer) => member['user'].id === alice.me['id'] && member['online'],
      );
    const name = freshName('room');
    await watcher.ask('room:create', name);
    await alice.ask('room:join', name);
    // Nodes tell each other who is online a little later.
    await until('the members’ list shows her online', online);
    alice.leave();
    await until('the members’ list says so', async () => !(await online()), 16_000);
    bob.leave();
    const changed = (update: Answer): string[] => update['changes'].map((change: Answer) => change['user']);
    await watcher.hears('presence:update', (update) => changed(update).includes(String(bob.me['id'])), 16_000);
    expect(watcher.all('presence:update').slice(toldBefore).flatMap(changed)).not.toContain(alice.me['id']);
    const tooMany = Array.from({ length: 501 }, (_, index) => `u_${index}`);
    expect(await watcher.ask('presence:watch', { users: tooMany })).toMatchObject({ error: { code: 'too_large' } });
  });

  test('[PRES-2] five who type are named, the rest are counted; nobody sees herself; a message ends it', async () => {
    const people = await Promise.all(Array.from({ length: 7 }, () => guest(target.url)));
    const [owner, first] = people;
    if (!owner || !first) throw new Error('nobody is there');
    const name = freshName('room');
    await owner.ask('room:create', name);
    for (const person of people.slice(1)) await person.ask('room:join', name);
    for (const person of people) expect(await person.ask('typing:set', { room: name, on: true })).toEqual({ ok: true });
    for (const person of people) {
      const update = await person.hears('typing:update', (one) => one['users'].length === 5 && one['more'] === 1);
      expect(update['users'].map((user: Answer) => user['id'])).not.toContain(person.me['id']);
    }
    for (const person of people.slice(1)) await person.ask('typing:set', { room: name, on: false });
    await first.hears('typing:update', (one) => one['users'].length === 1 && one['users'][0].id === owner.me['id']);
    await owner.ask('message:room', { room: name, content: 'said' });
    await until('it is over', () => first.all('typing:update').at(-1)?.['users'].length === 0, 3_000);
  });

  test('[PRES-2] who goes on typing is told of again: also to a device that has come back meanwhile', async () => {
    const [writer, reader] = [await guest(target.url), await guest(target.url)];
    const name = freshName('room');
    await writer.ask('room:create', name);
    await reader.ask('room:join', name);
    await writer.ask('typing:set', { room: name, on: true });
    const isWriter = (update: Answer): boolean => update['users'][0]?.id === writer.me['id'];
    await reader.hears('typing:update', isWriter);
    reader.leave();
    const again = await deviceOf(reader);
    await until('she sees it', async () => {
      await writer.ask('typing:set', { room: name, on: true });
      return again.all('typing:update').some(isWriter);
    });
  });

  test('[RES-7] who was away when somebody came or went is told by `sync` how many belong to the room', async () => {
    const [owner, member] = [await guest(target.url), await guest(target.url)];
    const name = freshName('room');
    const made = await owner.ask('room:create', name);
    await member.ask('room:join', name);
    await owner.hears('room:update', ({ members }) => members === 2);
    const direct = await owner.ask('message:private', { to: member.me['id'], content: 'hello' });
    owner.leave();
    const comer = await guest(target.url);
    await comer.ask('room:join', name);
    await member.hears('room:update', ({ members }) => members === 3);

    const again = await deviceOf(owner);
    const { epoch } = made['head'];
    const held = { conversation: made['room'].id, epoch, seq: 0, id: null, rev: 0, change: null };
    const notHers = { ...held, conversation: 'r_nowhere' };
    const other = { conversation: direct['conversation'], epoch: 'of another life', seq: 0, rev: 0 };
    const counts = async (): Promise<unknown[]> => {
      const { conversations } = await again.ask('sync', { conversations: [held, other, notHers] });
      return conversations.map(({ members, online }: Answer) => [members, online]);
    };
    expect((await counts()).map((one) => (one as unknown[])[0])).toEqual([3, undefined, undefined]);
    await comer.ask('room:leave', { room: name });
    await until('it is right, and so is who is there, about', async () => {
      const [[members, online]] = (await counts()) as [[unknown, unknown]];
      return members === 2 && online === 2;
    });
  });

  test('[ROOM-9] a room that fills up tells its members at most once a second, with names only while they are few', async () => {
    const owner = await guest(target.url);
    const name = freshName('room');
    await owner.ask('room:create', name);
    const startedAt = performance.now();
    const crowd = await Promise.all(Array.from({ length: 60 }, () => guest(target.url)));
    await Promise.all(crowd.map((person) => person.ask('room:join', name)));
    await owner.hears('room:update', (update) => update['members'] === 61);
    const updates = owner.all('room:update');
    expect(updates.length).toBeLessThanOrEqual(2 + Math.ceil((performance.now() - startedAt) / 1_000));
    for (const update of updates) expect((update['joined'] ?? []).length).toBeLessThanOrEqual(20);
    expect(JSON.stringify(updates).length).toBeLessThan(10_000);
  });
});
