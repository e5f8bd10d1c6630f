import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startColony } from '@rookery/testkit/colony';
import type { Colony } from '@rookery/testkit/colony';
import { everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import type { Answer, Person } from '@rookery/testkit/person';
import { PushServiceOfOurs } from '@rookery/testkit/push-service';
import type { RedisNode } from '@rookery/testkit/redis-node';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ask, newAccount, password } from '../behaviour/account-program.ts';
import { call } from '../behaviour/http-program.ts';
import { Crowd } from './crowd.ts';
import { metric, readiness, timed } from './watch.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-promises-'));
const users = ['n1', 'n2'];
let colony: Colony;
let pushes: PushServiceOfOurs;
let crowd: Crowd;
/** Made by whoever needs it first: the link of the first owner counts once. */
let ownerToken: Promise<string> | undefined;

beforeAll(async () => {
  pushes = await PushServiceOfOurs.start();
  // Each node is a user of its own to Redis, so that one can be made deaf and the other not.
  colony = await startColony({
    dir,
    settingsOf: (name) => ({
      REDIS_USERNAME: name,
      REDIS_PASSWORD: name,
      ROOKERY_OUTBOUND_ALLOW: pushes.host,
    }),
    redisExtra: users.flatMap((name) => ['--user', name, 'on', `>${name}`, '~*', '&*', '+@all']),
  });
  crowd = await Crowd.gather({ url: colony.url, people: 20, rooms: 12 });
}, 90_000);
afterEach(everyoneLeaves);
afterAll(async () => {
  crowd?.leave();
  await colony?.stop();
  await pushes?.close();
  rmSync(dir, { recursive: true, force: true });
});

const urlOf = (node: number): string => `http://127.0.0.1:${colony.servers[node]?.port}`;
const masterOf = (conversation: string): Promise<RedisNode> => colony.redis.masterOf(`{${conversation}}`);

const tokenOfOwner = (): Promise<string> => (ownerToken ??= setUpOwner());

async function setUpOwner(): Promise<string> {
  const link = readFileSync(join(dir, 'cluster', 'n1', 'setup.url'), 'utf8').trim();
  const token = new URL(link).hash.slice(1);
  const { answer } = await ask(urlOf(0), 'POST', 'setup', { token, username: freshName('owner'), password });
  return answer['session'].token as string;
}

/** The replica of the master, once it has one in sync. */
async function replicaOf(master: RedisNode): Promise<RedisNode> {
  await colony.redis.healthy(30_000);
  const [replica] = await colony.redis.replicasOf(master);
  if (!replica) throw new Error('the shard is whole and has no replica');
  return replica;
}

/** A room that a given master serves. */
async function roomOn(master: RedisNode, owner: Person, details: object = {}): Promise<string> {
  for (;;) {
    const made = await owner.askPatiently('room:create', { name: freshName('room'), ...details });
    expect(made).toMatchObject({ ok: true });
    if ((await masterOf(made['room'].id)) === master) return made['room'].id as string;
  }
}

type Guest = Awaited<ReturnType<typeof guest>>;

/** Somebody whose own log a master serves, or another one. */
async function guestWhere(fits: (master: RedisNode) => boolean, url: string): Promise<Guest> {
  for (;;) {
    const person = await guest(url);
    if (fits(await masterOf(person.me['id']))) return person;
    person.leave();
  }
}
const guestOn = (master: RedisNode, url: string): Promise<Guest> => guestWhere((found) => found === master, url);
const guestOff = (master: RedisNode, url: string): Promise<Guest> => guestWhere((found) => found !== master, url);

const say = (person: Person, room: string, content: string): Promise<Answer> =>
  person.askPatiently('message:room', { room, content, clientId: content.replaceAll(' ', '-') });

async function sayUntilKept(person: Person, room: string, content: string): Promise<Answer> {
  let answer: Answer | null = null;
  await until(
    `${content} is kept`,
    async () => {
      answer = await say(person, room, content).catch(() => null);
      if (answer?.ok === false) expect(answer['error'].code).toBe('unavailable');
      return answer?.ok === true;
    },
    40_000,
  );
  return answer ?? { ok: false };
}

const heardIn = (person: Person, room: string): Answer[] =>
  person.all('message:receive').filter((message) => message['conversation'] === room);

test('[FIND-4, FIND-5] what one node acknowledged is found through the other, as it reads now, and by members alone', async () => {
  const [ann, ben] = [await guest(urlOf(0)), await guest(urlOf(1))];
  const { room } = await ann.askPatiently('room:create', { name: freshName('den'), visibility: 'private' });
  await ann.ask('room:invite', { room: room.id, user: ben.me['id'] });
  await ben.ask('room:join', { room: room.id });
  const found = async (by: Person, query: string): Promise<string[]> => {
    for (;;) {
      const answer = await by.askPatiently('search:messages', { query });
      expect(answer).toMatchObject({ ok: true });
      if (!answer['incomplete']) return answer['hits'].map(({ message }: Answer) => message.content);
    }
  };
  await ann.askPatiently('message:room', { room: room.id, content: 'the harbour 港口 is open' });
  expect(await Promise.all([found(ann, '港口'), found(ben, 'harb')])).toEqual([
    ['the harbour 港口 is open'],
    ['the harbour 港口 is open'],
  ]);
  await ben.ask('message:room', { room: room.id, content: 'the harbour again' });
  await ann.ask('message:edit', { conversation: room.id, seq: 1, content: 'the quay' });
  expect(await found(ann, 'the harbour')).toEqual(['the harbour again']);
  expect(await found(ben, 'quay')).toEqual(['the quay']);
  await ann.ask('room:remove', { room: room.id, user: ben.me['id'] });
  expect(await found(ben, 'the')).toEqual([]);
});

test('[THR-6, FIND-5] what one node changes of a thread is heard and found through the other within 2 s, also where its parent has it too', async () => {
  const [ann, ben, cai] = [await guest(urlOf(0)), await guest(urlOf(1)), await guest(urlOf(1))];
  const { room } = await ann.askPatiently('room:create', { name: freshName('den') });
  for (const person of [ben, cai]) await person.askPatiently('room:join', { room: room.id });
  await ann.askPatiently('message:room', { room: room.id, content: 'root' });
  const { thread } = await ann.askPatiently('thread:open', { conversation: room.id, seq: 1 });
  // Ben has the thread open, Cai hears the room alone; his node hears of the thread by Ben only.
  expect(await ben.askPatiently('thread:open', { conversation: room.id, seq: 1 })).toMatchObject({ thread });
  const found = async (by: Person, query: string): Promise<string[]> => {
    const answer = await by.askPatiently('search:messages', { query, conversation: room.id });
    return answer['incomplete'] ? [] : answer['hits'].map(({ message }: Answer) => message.conversation).toSorted();
  };
  const is = (content: string | undefined) => (change: Answer) =>
    content === undefined ? change['deleted'] === true : change['content'] === content;
  const within = async (what: string, comesTrue: () => boolean | Promise<boolean>): Promise<void> => {
    const from = performance.now();
    await until(what, comesTrue, 10_000);
    expect(performance.now() - from, what).toBeLessThan(2_000);
  };
  const hears = (person: Person, conversation: string, content: string | undefined) =>
    within(`a change of ${conversation} is heard`, () =>
      person.all('message:update').some((change) => change['conversation'] === conversation && is(content)(change)),
    );
  const both = [room.id as string, thread as string].toSorted();
  const reply = { conversation: thread, content: 'harbour', alsoInParent: true };
  expect(await ann.askPatiently('message:room', reply)).toMatchObject({ seq: 1 });
  await until('an index has begun there', async () => (await found(cai, 'harbour')).length === 2);
  for (const [conversation, seq, content] of [
    [thread, 1, 'quay'],
    [room.id, 2, 'jetty'],
  ] as const) {
    expect(await ann.askPatiently('message:edit', { conversation, seq, content })).toMatchObject({ ok: true });
    await hears(ben, thread, content);
    await hears(cai, room.id, content);
    await within(`${content} is found`, async () => (await found(cai, content)).join() === both.join());
  }
  // What nobody hears through the other node is found there too.
  await ben.askPatiently('thread:close', { thread });
  await ben.askPatiently('thread:follow', { thread, on: false });
  await ann.askPatiently('message:room', { conversation: thread, content: 'anchor' });
  await ann.askPatiently('message:edit', { conversation: thread, seq: 2, content: 'capstan' });
  await within('capstan is found', async () => (await found(cai, 'capstan')).join() === thread);
  expect(await found(cai, 'anchor')).toEqual([]);
  await ben.askPatiently('thread:open', { conversation: room.id, seq: 1 });
  await ann.askPatiently('message:delete', { conversation: thread, seq: 1 });
  await hears(ben, thread, undefined);
  await hears(cai, room.id, undefined);
  await within('it is found no more', async () => (await found(cai, 'jetty')).length === 0);
});

describe('who is let in', () => {
  test('[INV-4] on two nodes at once no more people come in by an invitation than it is for', async () => {
    const keeper = await guest(urlOf(0));
    const { room } = await keeper.ask('room:create', { name: freshName('den'), visibility: 'private' });
    const { invite } = await keeper.ask('invite:create', { room: room.id, uses: 3 });
    const people = await Promise.all(Array.from({ length: 8 }, (_, index) => guest(urlOf(index % 2))));
    const answers = await Promise.all(people.map((person) => person.ask('invite:accept', { code: invite.code })));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(3);
    for (const answer of answers) if (!answer.ok) expect(answer).toMatchObject({ error: { code: 'not_found' } });
    expect(await keeper.ask('room:members', { room: room.id })).toMatchObject({ members: { length: 4 } });
  });

  test('[SET-1, SET-2] what an admin sets on one node holds on the other', async () => {
    const token = await tokenOfOwner();
    const set = (guests: boolean) => call(urlOf(0), 'admin:settings', { guests }, token);
    const isTaken = async () => (await visitor(urlOf(1)).ask('user:join', { username: freshName('late') }))['ok'];
    expect((await set(false)).answer).toMatchObject({ ok: true, settings: { guests: false } });
    await until('the other node takes no guests', async () => !(await isTaken()), 10_000);
    expect((await set(true)).answer).toMatchObject({ ok: true });
    await until('it takes them again', isTaken, 10_000);
  });
});

describe('what is reported', () => {
  test('[KEEP-1, KEEP-3, KEEP-5, KEEP-8, PUSH-1, PUSH-9] what one keeps is the same on both nodes; what one node took the other sends, and pushes, when that is gone', async () => {
    const [ann, ben] = [await guest(urlOf(0), 'ann'), await guest(urlOf(1), 'ben')];
    const { room } = await ann.askPatiently('room:create', { name: freshName('kept'), visibility: 'private' });
    await ann.ask('room:invite', { room: room.id, user: ben.me['id'] });
    await ben.ask('room:join', { room: room.id });
    await say(ann, room.id, 'first');
    const other = visitor(urlOf(1), { token: ann.token });
    await other.ask('inbox:list');
    await ann.ask('pin:set', { conversation: room.id, seq: 1, on: true });
    await ben.hears('message:update', ({ kind }) => kind === 'pin');
    await ann.ask('draft:set', { conversation: room.id, content: 'half' });
    await other.hears('draft:update', ({ content }) => content === 'half');
    await ben.ask('read:mark', { conversation: room.id, seq: 1 });
    await ann.hears('receipts:update', ({ user }) => user === ben.me['id']);
    const adding = { conversation: room.id, content: 'later', clientId: 'l1', sendAt: Date.now() + 3_000 };
    expect(await ann.ask('later:add', adding)).toMatchObject({ ok: true });
    expect((await ann.hears('server:hello'))['push']).toBe((await ben.hears('server:hello'))['push']);
    const [deviceOfBen, deviceOfAnn] = [pushes.device(), pushes.device()];
    await ben.ask('push:add', deviceOfBen.subscription);
    await ann.ask('push:add', deviceOfAnn.subscription);
    await ann.ask('message:private', { to: ben.me['username'], content: 'pushed by the other' });
    await ben.ask('message:private', { to: ann.me['username'], content: 'read in time' });
    const conversation = (await ben.hears('message:receive', ({ content }) => content === 'pushed by the other'))[
      'conversation'
    ];
    await other.ask('read:mark', { conversation, seq: 2 });
    await colony.servers[0]?.kill('SIGKILL');
    try {
      await ben.hears('message:receive', ({ content }) => content === 'later', 60_000);
      await until('it is pushed', () => deviceOfBen.received.length > 0, 60_000);
      expect(deviceOfBen.received[0]?.text).toContain('pushed by the other');
      expect(deviceOfAnn.received).toEqual([]);
      await until('it has left the list', async () => (await other.ask('later:list'))['items'].length === 0);
    } finally {
      await colony.servers[0]?.start();
    }
    expect((await ben.ask('history:fetch', { conversation: room.id }))['messages']).toHaveLength(2);
  }, 120_000);

  test('[RPT-2, RPT-3] moderators on both nodes hear of it, and of what one of them wrote the others alone', async () => {
    const [owner, other] = [await guest(urlOf(0)), await guest(urlOf(0))];
    const accounts = [await newAccount(urlOf(1), 'moderator'), await newAccount(urlOf(1), 'moderator')];
    const people = accounts.map(({ token }) => visitor(urlOf(1), { token }));
    const [rude, fair] = people;
    if (!rude || !fair) throw new Error('two came');
    const { room } = await owner.ask('room:create', { name: freshName('room') });
    const conversation = room.id as string;
    for (const person of [...people, other]) await person.ask('room:join', { room: conversation });
    for (const { username } of accounts)
      expect(await owner.ask('room:role', { room: conversation, user: username, role: 'moderator' })).toEqual({
        ok: true,
      });
    const { seq } = await rude.ask('message:room', { conversation, content: 'rude' });
    expect(await other.ask('report:create', { conversation, seq, reason: 'rude' })).toEqual({ ok: true });
    for (const person of [owner, fair])
      await person.hears('reports:update', (told) => told['conversation'] === conversation);
    // Both are told by one node in one turn: what is on the way comes before this answer.
    expect(await rude.ask('reports:list', { conversation })).toEqual({ ok: true, reports: [], next: null });
    expect(rude.all('reports:update')).toEqual([]);
    expect(await fair.ask('reports:list', { conversation })).toMatchObject({ reports: [{ seq }] });
  });
});

describe('a failover that loses what nobody was promised', () => {
  test('[CLU-3, CLU-9, OPS-50, OPS-51] nothing acked is gone, everybody begins anew, also who was away, and hears all that follows; admins are told of the new master', async () => {
    const [alice, bob] = [await guest(urlOf(0), 'alice'), await guest(urlOf(1), 'bob')];
    const master = await masterOf(crowd.rooms[0] ?? '');
    const replica = await replicaOf(master);
    const live = await roomOn(master, alice);
    const left = await roomOn(master, alice);
    await bob.ask('room:join', { room: live });
    const [erin, dave] = [await guest(urlOf(0), 'erin'), await guest(urlOf(1), 'dave')];
    for (const person of [erin, dave]) await person.ask('room:join', { room: left });
    await alice.ask('room:leave', { room: left });
    crowd.write();
    await crowd.hasWritten(50);
    const kept: Answer[] = [];
    for (let index = 0; index < 5; index += 1) {
      expect(await say(erin, left, `left ${index}`)).toMatchObject({ ok: true });
      kept.push(await say(alice, live, `kept ${index}`));
      expect(kept.at(-1)).toMatchObject({ ok: true });
    }
    const { head } = await bob.ask('history:fetch', { room: live });
    const [oldName, newName] = [addressOf(master), addressOf(replica)];
    await until('admins are told of that master', async () => namesOf((await ops())['shards']).includes(oldName));

    await cutReplication(master, replica);
    const unheard = [0, 1, 2].map((index) => say(alice, live, `unpromised ${index}`));
    const unheardToo = [0, 1, 2].map((index) => say(erin, left, `unpromised ${index}`));
    const lost = await bob.hears('message:receive', (message) => message['content'] === 'unpromised 2');
    const lostToo = await dave.hears('message:receive', (message) => message['content'] === 'unpromised 2');
    for (const answer of await Promise.all([...unheard, ...unheardToo]))
      expect(answer).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    for (const person of [erin, dave]) person.leave();
    const last = lostToo['seq'] as number;
    const killedAt = Date.now();
    await master.kill('SIGKILL');
    await until('the replica serves', async () => (await masterOf(live).catch(() => master)) === replica, 20_000);

    // Where nobody listens: what takes the numbers of the lost is something else.
    const erinAgain = visitor(urlOf(0), { token: erin.token });
    for (let index = 0; index < 5; index += 1) await sayUntilKept(erinAgain, left, `instead ${index}`);
    const daveAgain = visitor(urlOf(1), { token: dave.token });
    await daveAgain.hears('server:hello');
    const position = { conversation: left, epoch: head.epoch, seq: last, id: lostToo['id'], rev: 0 };
    const { head: leftHead } = await erinAgain.ask('history:fetch', { room: left });
    const [synced] = (await daveAgain.ask('sync', { conversations: [{ ...position, epoch: leftHead.epoch }] }))[
      'conversations'
    ];
    expect(synced).toMatchObject({ reset: true });

    // Where they listened: a new epoch, and the same words once, however often they are sent.
    const again = [];
    for (let index = 0; index < 3; index += 1) again.push(await sayUntilKept(alice, live, `unpromised ${index}`));
    for (const person of [alice, bob])
      await person.hears('conversation:reset', (reset) => reset['conversation'] === live, 20_000);
    const page = await bob.ask('history:fetch', { room: live });
    expect(page['head'].epoch).not.toBe(head.epoch);
    const messages = page['messages'] as Answer[];
    expect(messages.map((message) => message['seq'])).toEqual(messages.map((_, index) => index + 1));
    expect(messages.slice(0, 5).map((message) => message['id'])).toEqual(kept.map((ack) => ack['id']));
    for (const ack of again) expect(messages.filter((message) => message['id'] === ack['id'])).toHaveLength(1);
    expect(messages.some((message) => message['id'] === lost['id'])).toBe(false);
    for (let index = 0; index < 5; index += 1) {
      const sent = await sayUntilKept(alice, live, `after ${index}`);
      await bob.hears('message:receive', (message) => message['id'] === sent['id']);
      const instead = await sayUntilKept(erinAgain, left, `after ${index}`);
      await daveAgain.hears('message:receive', (message) => message['id'] === instead['id']);
    }
    await master.start();
    await healReplication(replica);
    await colony.redis.healthy(30_000);
    await crowd.holds();

    // Each node looks at the store every ten seconds.
    let told: Answer = { ok: false };
    const isTold = async (): Promise<boolean> => {
      told = await ops();
      return (
        namesOf(told['shards']).includes(newName) && told['events'].some(({ what }: Answer) => what === 'failover')
      );
    };
    await until('they are told of the new one', isTold, 20_000);
    expect(told).toMatchObject({ ok: true, missed: [] });
    expect(namesOf(told['nodes'])).toEqual(users);
    for (const node of told['nodes'] as Answer[]) {
      expect(node).toMatchObject({ cpu: expect.any(Number), maxConnections: expect.any(Number) });
      expect(node['memoryBytes']).toBeGreaterThan(0);
      expect(node['connections']).toBeGreaterThan(0);
    }
    expect(namesOf(told['shards'])).not.toContain(oldName);
    // Both nodes have seen it; it is told once.
    const marks = (told['events'] as Answer[]).filter(({ what, name }) => what === 'failover' && name === newName);
    expect(marks).toHaveLength(1);
    expect(marks[0]?.['at']).toBeGreaterThanOrEqual(killedAt);
    const terms = told['capacity'].terms as Answer[];
    expect(new Set(terms.map(({ node }) => node))).toEqual(new Set(users));
    // How all were is told over the failover: nothing of what was before is gone.
    const { at, connections } = told['history'];
    expect(at[0]).toBeLessThan(killedAt);
    expect(connections).toHaveLength(at.length);
  }, 120_000);
});

const ops = async (): Promise<Answer> => (await call(urlOf(0), 'admin:ops', {}, await tokenOfOwner())).answer;
const namesOf = (of: readonly Answer[]): string[] => of.map(({ name }) => name as string);
const addressOf = ({ port }: RedisNode): string => `127.0.0.1:${port}`;

/** From now on the replica gets nothing more. It stays electable for 13 s and not for 7, as this test has seconds to spend before the kill. */
async function cutReplication(master: RedisNode, replica: RedisNode): Promise<void> {
  await replica.call('CONFIG', 'SET', 'cluster-replica-validity-factor', 3);
  await replica.call('CONFIG', 'SET', 'masteruser', 'nobody', 'masterauth', 'wrong');
  await master.call('CLIENT', 'KILL', 'TYPE', 'replica');
  await until('the link is cut', async () =>
    String(await master.call('INFO', 'replication')).includes('connected_slaves:0'),
  );
}

async function healReplication(replica: RedisNode): Promise<void> {
  await replica.call('CONFIG', 'SET', 'masteruser', '', 'masterauth', '');
  await replica.call('CONFIG', 'SET', 'cluster-replica-validity-factor', 1);
}

describe('a node that has lost its bus', () => {
  test('[CLU-10, PEO-2] a member removed meanwhile hears nothing said after it, readiness is red, and a new name is found', async () => {
    const owner = await guest(urlOf(0), 'owner');
    const [member, stays] = [await guest(urlOf(0), 'member'), await guest(urlOf(1), 'stays')];
    const device = visitor(urlOf(1), { token: member.token });
    await device.hears('server:hello');
    const made = await owner.ask('room:create', { name: freshName('private'), visibility: 'private' });
    const room = made['room'].id as string;
    for (const person of [member, stays]) {
      await owner.ask('room:invite', { room, user: person.me['id'] });
      await person.ask('room:join', { room });
    }
    await say(owner, room, 'for all');
    for (const person of [member, device, stays])
      await person.hears('message:receive', (message) => message['content'] === 'for all');

    await eachRedis(async (node) => {
      await node.call('ACL', 'SETUSER', 'n2', '-ssubscribe');
      await node.call('CLIENT', 'KILL', 'USER', 'n2', 'TYPE', 'pubsub');
    });
    expect(await owner.ask('room:remove', { room, user: member.me['id'] })).toMatchObject({ ok: true });
    expect(await owner.ask('profile:set', { displayName: 'Unheard' })).toMatchObject({ ok: true });
    expect(await say(owner, room, 'secret 1')).toMatchObject({ ok: true });
    // What is asked of the deaf node is answered from the store.
    expect(await device.ask('history:fetch', { conversation: room })).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    });
    await until('the deaf node says so', async () => (await readiness(urlOf(1))).status === 503, 15_000);
    expect((await readiness(urlOf(1))).details.join()).toMatch(/not heard/);
    expect((await readiness(urlOf(0))).status).toBe(200);
    expect(await metric(urlOf(1), 'rookery_ready')).toBe(0);
    expect(await say(owner, room, 'secret 2')).toMatchObject({ ok: true });
    await eachRedis((node) => node.call('ACL', 'SETUSER', 'n2', '+ssubscribe'));
    expect(await say(owner, room, 'secret 3')).toMatchObject({ ok: true });
    for (const content of ['secret 1', 'secret 2', 'secret 3'])
      await stays.hears('message:receive', (message) => message['content'] === content, 15_000);
    await device.hears('inbox:update', (update) => update['removed'] === room, 15_000);
    const isNow = ({ users }: Answer): boolean => (users as Answer[]).some((user) => user['displayName'] === 'Unheard');
    await stays.hears('people:update', isNow, 30_000);
    await until('the node is well again', async () => (await readiness(urlOf(1))).status === 200, 15_000);
    expect(await say(owner, room, 'secret 4')).toMatchObject({ ok: true });
    await stays.hears('message:receive', (message) => message['content'] === 'secret 4');
    for (const person of [member, device])
      expect(heardIn(person, room).map((message) => message['content'])).toEqual(['for all']);
  }, 90_000);
});

const eachRedis = async (act: (node: RedisNode) => Promise<unknown>): Promise<void> => {
  for (const node of colony.redis.nodes) await act(node);
};

describe('a shard that loses its nodes', () => {
  test('[CLU-6] its replica is gone for good: refused for a while, then degraded, said so, and whole again', async () => {
    const owner = await guest(urlOf(0), 'owner');
    const master = await masterOf(crowd.rooms[0] ?? '');
    const room = await roomOn(master, owner);
    const uploader = await guestOn(master, urlOf(1));
    const replica = await replicaOf(master);
    /** Of whatever else is written there, whether it said that it is on one machine only. */
    const acts = async (words: string): Promise<readonly unknown[]> => {
      const upload = await fetch(`${urlOf(1)}/api/v1/files?name=a.txt`, {
        ...{ method: 'POST', body: words, headers: { authorization: `Bearer ${uploader.token}` } },
      });
      expect(upload.status).toBe(201);
      const over = await call(urlOf(1), 'room:edit', { room, topic: `${words} over HTTP` }, owner.token);
      const acks = [
        await owner.ask('room:edit', { room, topic: words }),
        await uploader.ask('settings:set', { receipts: words === 'whole' }),
        over.answer,
      ];
      for (const ack of acks) expect(ack).toMatchObject({ ok: true });
      // What only reads promises nothing.
      expect(await owner.ask('rooms:list')).not.toHaveProperty('degraded');
      return [
        ...acks.map((ack) => ack['degraded']),
        ...[upload, over].map(({ headers }) => headers.get('rookery-degraded')),
      ];
    };
    const [wholeActs, degradedActs] = [
      [undefined, undefined, undefined, null, null],
      [true, true, true, 'true', 'true'],
    ];
    expect((await sayUntilKept(owner, room, 'whole'))['degraded']).toBeUndefined();
    expect(await acts('whole')).toEqual(wholeActs);
    await replica.kill('SIGKILL');
    const { answer, tookMs } = await timed(say(owner, room, 'first'));
    expect(answer).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    expect(tookMs).toBeLessThan(10_000);
    expect(await sayUntilKept(owner, room, 'first')).toMatchObject({ degraded: true, seq: 2 });
    for (const node of [0, 1]) {
      await until('the node says so', async () => (await readiness(urlOf(node))).degraded, 10_000);
      expect(await readiness(urlOf(node))).toMatchObject({ status: 200, ok: true });
      expect((await readiness(urlOf(node))).details.join()).toMatch(/has no replica in sync/);
      expect(await metric(urlOf(node), 'rookery_degraded')).toBe(1);
    }
    expect(await acts('degraded')).toEqual(degradedActs);
    await replica.start();
    await colony.redis.healthy(30_000);
    for (const node of [0, 1]) {
      await until('the promise is whole', async () => !(await readiness(urlOf(node))).degraded, 15_000);
      expect(await metric(urlOf(node), 'rookery_degraded')).toBe(0);
    }
    const after = await sayUntilKept(owner, room, 'whole again');
    expect(after).toMatchObject({ seq: 3 });
    expect(after['degraded']).toBeUndefined();
    expect(await acts('whole again')).toEqual(wholeActs);
  }, 90_000);

  test('[CLU-6, CLU-2] its last node hangs for 12 s', async () => {
    const master = await masterOf(crowd.rooms[0] ?? '');
    const replica = await replicaOf(master);
    crowd.write();
    await replica.kill('SIGKILL');
    await until('the nodes go on alone', async () => (await readiness(urlOf(0))).degraded, 20_000);
    master.signal('SIGSTOP');
    await pause(12_000);
    master.signal('SIGCONT');
    await crowd.hasWritten(50);
    await replica.start();
    await colony.redis.healthy(30_000);
    await crowd.holds();
  }, 90_000);

  test('[CLU-11] no node of it is left: only its conversations are refused, and all is well when it is back', async () => {
    const master = await masterOf(crowd.rooms[0] ?? '');
    const replica = await replicaOf(master);
    const [owner, other] = [await guestOff(master, urlOf(0)), await guestOff(master, urlOf(1))];
    const dark = await roomOn(master, owner);
    let lit = '';
    while (lit === '') {
      const made = await owner.askPatiently('room:create', { name: freshName('lit') });
      if ((await masterOf(made['room'].id)) !== master) lit = made['room'].id as string;
    }
    await other.ask('room:join', { room: lit });
    crowd.write();
    await crowd.hasWritten(30);
    const shaded = await guestOn(master, urlOf(0));
    await shaded.ask('room:join', { room: lit });
    await replica.kill('SIGKILL');
    await master.kill('SIGKILL');
    const refused = await Promise.all([
      timed(say(owner, dark, 'refused')),
      timed(owner.ask('history:fetch', { conversation: dark })),
      timed(owner.ask('room:members', { room: dark })),
      timed(other.ask('room:join', { room: dark })),
      timed(owner.ask('sync', { conversations: [{ conversation: dark, epoch: 'x', seq: 1, rev: 0 }] })),
    ]);
    for (const { answer, tookMs } of refused) {
      expect(answer).toMatchObject({ ok: false, error: { code: 'unavailable' } });
      expect(tookMs).toBeLessThan(10_000);
    }
    for (let index = 0; index < 20; index += 1) {
      const { answer, tookMs } = await timed(say(owner, lit, `lit ${index}`));
      expect(answer).toMatchObject({ ok: true });
      expect(tookMs).toBeLessThan(2_000);
      await other.hears('message:receive', (message) => message['id'] === answer['id'], 2_000);
    }
    // Also by somebody whose own log is in the dark.
    const { answer, tookMs } = await timed(say(shaded, lit, 'from the dark'));
    expect(answer).toMatchObject({ ok: true });
    expect(tookMs).toBeLessThan(3_000);
    await Promise.all([master.start(), replica.start()]);
    await colony.redis.healthy(30_000);
    expect(await sayUntilKept(owner, dark, 'refused')).toMatchObject({ ok: true });
    for (const node of [0, 1])
      await until('the nodes are ready', async () => (await readiness(urlOf(node))).status === 200, 20_000);
    await crowd.holds();
  }, 120_000);

  test('[CLU-11] the whole Redis Cluster is gone, and comes back', async () => {
    const owner = await guest(urlOf(0), 'owner');
    const room = (await owner.ask('room:create', { name: freshName('room') }))['room'].id as string;
    crowd.write();
    await crowd.hasWritten(30);
    const pids = colony.servers.map((server) => server.pid());
    await Promise.all(colony.redis.nodes.map((node) => node.kill('SIGKILL')));
    const { answer, tookMs } = await timed(say(owner, room, 'refused'));
    expect(answer).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    expect(tookMs).toBeLessThan(10_000);
    for (const node of [0, 1]) {
      await until('the node says so', async () => (await readiness(urlOf(node))).status === 503, 15_000);
      expect((await fetch(`${urlOf(node)}/healthz`)).status).toBe(200);
    }
    await Promise.all(colony.redis.nodes.map((node) => node.start()));
    await colony.redis.healthy(30_000);
    expect(await sayUntilKept(owner, room, 'refused')).toMatchObject({ ok: true });
    for (const node of [0, 1])
      await until('the nodes are ready', async () => (await readiness(urlOf(node))).status === 200, 20_000);
    await crowd.holds();
    expect(colony.servers.map((server) => server.pid())).toEqual(pids);
  }, 120_000);
});
