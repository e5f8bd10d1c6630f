import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { User } from '@rookery/protocol';
import { moveSlot } from '@rookery/testkit/move-slot';
import { startRedisCluster } from '@rookery/testkit/redis-cluster';
import type { RedisCluster } from '@rookery/testkit/redis-cluster';
import type { RedisNode } from '@rookery/testkit/redis-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../domain/clock.ts';
import type { RoomFacts } from '../../domain/conversation.ts';
import { newWord } from '../../domain/new-id.ts';
import { rightsOf } from '../../domain/rights.ts';
import { append, newMessage, newRoom, newUser, until } from '../../ports/contracts/fixtures.ts';
import type { Store } from '../../ports/store.ts';
import { auditKeys } from './keys.ts';
import { openRedisStore } from './open-store.ts';
import { isOfDemoted } from './shards.ts';
import { slotOf } from './slots.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-faults-'));
let cluster: RedisCluster;
let store: Store;
let other: Store;
let author: User;
let rooms: RoomFacts[];
/** By room: what a second node was told. */
const heard = new Map<string, { readonly seqs: Set<number>; missed: number }>();

beforeAll(async () => {
  cluster = await startRedisCluster({ dir });
  const open = (node: string) => openRedisStore({ nodes: cluster.addresses, node, clock: systemClock });
  [store, other] = [await open('n1'), await open('n2')];
  author = await newUser(store);
  rooms = [];
  for (let index = 0; index < 12; index += 1) rooms.push(await newRoom(store, author));
  for (const room of rooms) {
    const ear = { seqs: new Set<number>(), missed: 0 };
    heard.set(room.id, ear);
    await other.announcements.listenToConversation(room.id, {
      hear: (announcement) => {
        if (announcement.kind === 'message') ear.seqs.add(announcement.message.seq);
      },
      missed: () => (ear.missed += 1),
    });
  }
}, 60_000);
afterAll(async () => {
  await store?.close();
  await other?.close();
  await cluster?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** Sends one message into each room, however often it takes. */
async function sendToAll(): Promise<Map<string, number>> {
  const seqs = new Map<string, number>();
  await Promise.all(
    rooms.map(async (room) => {
      const message = newMessage(room.id, author);
      await until(
        `${room.id} takes messages again`,
        async () => {
          const startedAt = Date.now();
          const outcome = await store.log.append(message).catch(() => null);
          expect(Date.now() - startedAt).toBeLessThan(10_000);
          if (outcome && 'seq' in outcome) seqs.set(room.id, outcome.seq);
          return seqs.has(room.id);
        },
        40_000,
      );
    }),
  );
  return seqs;
}

async function survives(fault: () => Promise<unknown>, heal: () => Promise<unknown>): Promise<void> {
  await fault();
  await sendToAll();
  await heal();
  await cluster.healthy(30_000);
  // Who was deaf meanwhile is told so; from then on everything is heard.
  await until(
    'everything is heard again',
    async () => {
      const sent = await sendToAll();
      await pause(200);
      return rooms.every((room) => heard.get(room.id)?.seqs.has(sent.get(room.id) ?? 0));
    },
    20_000,
  );
  for (const room of rooms) {
    const page = await store.log.page({ conversation: room.id, reader: author.id, limit: 100 });
    if (page.status !== 'page') throw new Error('not a member any more');
    const all = page.messages.map(({ seq }) => seq);
    expect(all).toEqual(Array.from({ length: page.state.head.seq }, (_, index) => index + 1));
    const ear = heard.get(room.id);
    if (all.some((seq) => !ear?.seqs.has(seq))) expect(ear?.missed).toBeGreaterThan(0);
  }
}

const masterOf = (room: RoomFacts | undefined): Promise<RedisNode> => cluster.masterOf(`{${room?.id}}:c`);

describe('a Redis Cluster under faults', () => {
  test('[CLU-1, CLU-2] a graceful failover', async () => {
    const master = await masterOf(rooms[0]);
    const roles = await cluster.roles();
    await survives(
      async () => {
        for (const node of cluster.nodes)
          if (roles.get(node.address) === 'redis-replica') {
            const info = String(await node.call('INFO', 'replication'));
            if (info.includes(`master_port:${master.port}`)) await node.call('CLUSTER', 'FAILOVER');
          }
      },
      async () => undefined,
    );
  }, 90_000);

  test('[CLU-1] what a node that is no master any more says to who waits for copies is no fault of ours', async () => {
    const [replica] = await cluster.replicasOf(await cluster.masterOf(`{${author.id}}`));
    const said = await replica?.call('WAIT', 1, 10).catch((error: unknown) => String(error));
    expect(isOfDemoted(String(said)), String(said)).toBe(true);
    expect(isOfDemoted('ERR user_script:1: attempt to index a nil value')).toBe(false);
  });

  test('[CLU-1, CLU-2] slots that move while messages come', async () => {
    await survives(
      async () => {
        const from = await masterOf(rooms[0]);
        const target = await (async () => {
          for (const room of rooms) {
            const found = await masterOf(room);
            if (found !== from) return found;
          }
          throw new Error('all rooms are on one master');
        })();
        const slots = new Set<number>();
        for (const room of rooms) if ((await masterOf(room)) === from) slots.add(slotOf(`{${room.id}}`));
        let isMoving = true;
        const sending = (async () => {
          while (isMoving) await sendToAll();
        })();
        for (const slot of slots) await moveSlot(slot, from, target);
        isMoving = false;
        await sending;
      },
      async () => undefined,
    );
  }, 90_000);

  test('[CLU-1, CLU-2] a master killed', async () => {
    const master = await masterOf(rooms[0]);
    await survives(
      async () => {
        await master.kill('SIGKILL');
        // Until another one stands in for it, it is told of, and as silent. [OPS-51]
        const shards = await store.inventory.shards();
        expect(shards.map(({ name, isSilent = false }) => [name, isSilent])).toContainEqual([master.address, true]);
        expect(shards.filter(({ isSilent }) => !isSilent)).toHaveLength(2);
      },
      () => master.start(),
    );
  }, 90_000);

  test('[CLU-1, CLU-2] a master that hangs', async () => {
    const master = await masterOf(rooms[1]);
    await survives(
      async () => master.signal('SIGSTOP'),
      async () => master.signal('SIGCONT'),
    );
  }, 90_000);

  test('[CLU-1, CLU-2] a master that hangs for less than a failover takes', async () => {
    const master = await masterOf(rooms[0]);
    await survives(
      async () => {
        master.signal('SIGSTOP');
        // Longer than the patience with a silent connection, shorter than node-timeout.
        await pause(2_400);
        master.signal('SIGCONT');
      },
      async () => undefined,
    );
  }, 60_000);

  test('[CLU-1, CLU-2] links that are cut, again and again', async () => {
    await survives(
      async () => {
        for (let times = 0; times < 5; times += 1) {
          for (const node of cluster.nodes)
            for (const type of ['pubsub', 'normal']) await node.call('CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes');
          await sendToAll();
        }
      },
      async () => undefined,
    );
  }, 90_000);

  test('[CLU-10] a canary per shard: one that is not heard turns readiness red, until it is heard again', async () => {
    const deaf = await masterOf(rooms[0]);
    for (const command of ['-ssubscribe', '+ssubscribe']) {
      await deaf.call('ACL', 'SETUSER', 'default', command);
      await deaf.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
      const isDeaf = command.startsWith('-');
      await until('health says so', () => other.announcements.health().ok === !isDeaf, 20_000);
      const health = other.announcements.health();
      if (!health.ok) expect(health.why).toContain(deaf.address);
    }
    await survives(
      async () => undefined,
      async () => undefined,
    );
  }, 60_000);

  test('[CLU-6] a replica that is gone: refused at first, then degraded, then whole again', async () => {
    const room = rooms[0];
    if (!room) throw new Error('no room');
    // The faults before this one left a shard that catches up: it begins whole.
    await until(
      'the shard is whole',
      async () => (await append(store, room.id, author).catch(() => null))?.degraded === false,
      30_000,
    );
    const master = await masterOf(room);
    const roles = await cluster.roles();
    let replica: RedisNode | undefined;
    for (const node of cluster.nodes)
      if (roles.get(node.address) === 'redis-replica') {
        const info = String(await node.call('INFO', 'replication'));
        if (info.includes(`master_port:${master.port}`)) replica = node;
      }
    if (!replica) throw new Error('the shard is whole and has no replica');
    await replica.kill('SIGKILL');
    await expect(append(store, room.id, author)).rejects.toMatchObject({ code: 'unavailable' });
    // Whoever finds there what nobody has confirmed may look at it, and acknowledge nothing for it. [CLU-9]
    const look = () => other.log.states([room.id]);
    expect(await look()).toHaveLength(1);
    await expect(other.firmly(look)).rejects.toMatchObject({ code: 'unavailable' });
    await until(
      'it is taken, degraded',
      async () => {
        const outcome = await append(store, room.id, author).catch(() => null);
        return outcome?.degraded === true;
      },
      30_000,
    );
    expect(await store.health()).toMatchObject({ ok: true, degraded: true });
    // Whatever else is written there says so too, also as a part of an act; what is only read does not.
    const edit = () =>
      store.rooms.editRoom(room.id, author.id, rightsOf('edit_room'), {
        ...{ topic: newWord(), at: Date.now(), id: newWord() },
      });
    const noted = await store.noting(() => store.noting(() => store.firmly(edit)));
    expect(noted).toMatchObject({ degraded: true, answer: { degraded: true } });
    expect(await store.noting(() => append(store, room.id, author))).toMatchObject({ degraded: true });
    expect(await store.noting(() => store.log.states([room.id]))).toMatchObject({ degraded: false });
    await replica.start();
    await until(
      'full promises are back',
      async () => {
        const outcome = await append(store, room.id, author).catch(() => null);
        return outcome?.degraded === false;
      },
      30_000,
    );
    expect(await other.firmly(look)).toHaveLength(1);
    expect(await store.noting(edit)).toMatchObject({ degraded: false });
  }, 90_000);

  test('[CLU-9] a message that was told, lost and written anew is known by another id: nobody takes one for the other', async () => {
    const room = await newRoom(store, author);
    await until(
      'the shard is whole',
      async () => (await append(store, room.id, author).catch(() => null))?.degraded === false,
      30_000,
    );
    const told = new Map<string, string>();
    const ear = await other.announcements.listenToConversation(room.id, {
      hear: (news) => {
        if (news.kind === 'message') told.set(news.message.content ?? '', news.message.id);
      },
      missed: () => undefined,
    });
    const master = await masterOf(room);
    const [replica] = await cluster.replicasOf(master);
    if (!replica) throw new Error('the shard is whole and has no replica');
    // What the master takes from here on, its replica does not get.
    await replica.call('CONFIG', 'SET', 'masteruser', 'nobody', 'masterauth', 'wrong');
    await master.call('CLIENT', 'KILL', 'TYPE', 'replica');
    const clientId = newMessage(room.id, author).clientId;
    const send = () => append(store, room.id, author, { content: 'told and lost', clientId }).catch(() => null);
    const sending = send();
    await until('it is told', () => told.has('told and lost'));
    const lost = told.get('told and lost');
    await master.kill('SIGKILL');
    await replica.call('CLUSTER', 'FAILOVER', 'TAKEOVER');
    // The node repeats it; it has no second copy yet.
    await sending;
    await replica.call('CONFIG', 'SET', 'masteruser', '', 'masterauth', '');
    await master.start();
    await cluster.healthy(30_000);
    const outcome = await send();
    if (!outcome) throw new Error('it is not acknowledged by a whole cluster');
    expect(outcome.status).toBe('duplicate');
    const page = await store.log.page({ conversation: room.id, reader: author.id, limit: 10 });
    if (page.status !== 'page') throw new Error('not a member any more');
    const kept = page.messages.find(({ seq }) => seq === outcome.seq);
    expect(kept).toMatchObject({ id: outcome.id, content: 'told and lost' });
    expect(outcome.id).not.toBe(lost);
    ear.stop();
  }, 90_000);

  test('[CLU-5] who is online, and who is not, is so also where the master that was told last takes it with it', async () => {
    await cluster.healthy(30_000);
    const people: User[] = [];
    for (const master = await cluster.masterOf(`{${author.id}}`); people.length < 2;) {
      const user = await newUser(store);
      if ((await cluster.masterOf(`{${user.id}}`)) === master) people.push(user);
    }
    const [comer, leaver] = people.map(({ id }) => id);
    if (!comer || !leaver) throw new Error('nobody');
    const seen = async (): Promise<readonly boolean[]> => {
      const states = await other.presence.states([comer, leaver]).catch(() => []);
      return states.map(({ online }) => online);
    };
    store.presence.set(leaver, true);
    await until('one of them is online', async () => String(await seen()) === 'false,true');
    const master = await cluster.masterOf(`{${comer}}`);
    const [replica] = await cluster.replicasOf(master);
    if (!replica) throw new Error('the shard is whole and has no replica');
    await replica.call('CONFIG', 'SET', 'masteruser', 'nobody', 'masterauth', 'wrong');
    await master.call('CLIENT', 'KILL', 'TYPE', 'replica');
    store.presence.set(comer, true);
    store.presence.set(leaver, false);
    await until('the master was told', async () => String(await seen()) === 'true,false');
    await master.kill('SIGKILL');
    await replica.call('CLUSTER', 'FAILOVER', 'TAKEOVER');
    await until('its successor was told too', async () => String(await seen()) === 'true,false', 20_000);
    await replica.call('CONFIG', 'SET', 'masteruser', '', 'masterauth', '');
    await master.start();
    await cluster.healthy(30_000);
    store.presence.set(comer, false);
  }, 90_000);

  test('[AUD-3] a record that one machine alone has is not taken for kept', async () => {
    const record = (id: string) =>
      store.audit.record({ id, at: Date.now(), by: author.id, act: 'room:mute' }).then(
        () => 'kept',
        (error: unknown) => (error as { readonly code?: string }).code,
      );
    const replicas = async () => cluster.replicasOf(await cluster.masterOf(auditKeys[0]));
    // A shard that has counted as alone for long enough keeps records too.
    await until('the shard is whole', async () => (await replicas()).length > 0, 60_000);
    await until('it keeps records', async () => (await record(newWord())) === 'kept', 30_000);
    const [replica] = await replicas();
    if (!replica) throw new Error('the shard is whole and has no replica');
    const id = newWord();
    replica.signal('SIGSTOP');
    try {
      // On a slow machine the shard may have counted as alone by then, and says so.
      for (const _try of [1, 2])
        if ((await record(id)) !== 'unavailable') expect(await store.health()).toMatchObject({ degraded: true });
    } finally {
      replica.signal('SIGCONT');
    }
    await until('it is kept', async () => (await record(id)) === 'kept', 30_000);
    const { records } = await store.audit.read(0, 1_000);
    expect(records.filter(({ entry }) => entry.id === id)).toHaveLength(1);
  }, 150_000);

  test('[ROOM-20] a room whose deletion was cut off is deleted wholly by asking again: all are told', async () => {
    const [owner, member] = [await newUser(store), await newUser(store)];
    // In another shard than the member.
    const far = await cluster.masterOf(`{${member.id}}:u`);
    let room = await newRoom(store, owner);
    while ((await masterOf(room)) === far) room = await newRoom(store, owner);
    await store.membership.join(room.id, member.id, Date.now());
    const remove = () => store.rooms.deleteRoom(room.id, owner.id, rightsOf('delete_room'));
    await far.call('ACL', 'SETUSER', 'default', '-evalsha', '-eval');
    try {
      await expect(remove()).rejects.toThrow();
    } finally {
      await far.call('ACL', 'SETUSER', 'default', '+evalsha', '+eval');
    }
    const heard = async () => {
      const since = await store.users.since(member.id, 0);
      return since.status === 'steps' ? since.steps.at(-1) : undefined;
    };
    expect(await heard()).not.toMatchObject({ why: 'deleted' });
    expect(await remove()).toMatchObject({ status: 'deleted' });
    expect(await heard()).toMatchObject({ removed: room.id, why: 'deleted', by: owner.id });
    expect(await store.rooms.publicRoomByName(room.name)).toBeNull();
  }, 60_000);

  test('[CLU-3] only a log that really differs gets another epoch', async () => {
    const room = await newRoom(store, author);
    const kept = await append(store, room.id, author);
    const [state] = await store.log.states([room.id]);
    const epoch = state?.head.epoch ?? '';
    const held = { epoch, seq: 1, id: kept.id, rev: 0, change: null };
    expect((await store.log.contest(room.id, held)).head.epoch).toBe(epoch);
    const contested = await store.log.contest(room.id, { ...held, seq: 2 });
    expect(contested.head.epoch).not.toBe(epoch);
    expect((await store.log.contest(room.id, { ...held, seq: 2 })).head.epoch).toBe(contested.head.epoch);
  });
});
