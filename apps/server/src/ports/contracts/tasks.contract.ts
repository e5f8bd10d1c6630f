import { setTimeout as pause } from 'node:timers/promises';
import type { Position } from '@rookery/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dropTask } from '../../app/drop-task.ts';
import { consumerNames } from '../../domain/consumers.ts';
import type { ConsumerName } from '../../domain/consumers.ts';
import { changeNeeds, rightsOf } from '../../domain/rights.ts';
import { taskKey } from '../../domain/task.ts';
import type { ConversationTask, PersonTask, Task } from '../../domain/task.ts';
import type { Store } from '../store.ts';
import type { Lease } from '../tasks.ts';
import { append, newRoom, newUser, until } from './fixtures.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

const leaseMs = 60_000;
/** Long enough for a call to come within it, on a busy machine too. */
const shortLeaseMs = 700;

/** What any store must do with what is to be acted on later. */
export function describeTasks(name: string, open: OpenStore): void {
  describe(`tasks on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const scene = async () => {
      const { store } = opened;
      const owner = await newUser(store, 'owner');
      const room = await newRoom(store, owner);
      const task = (consumer: ConsumerName): ConversationTask => ({
        kind: 'conversation',
        consumer,
        conversation: room.id,
      });
      const head = async (): Promise<Position> => {
        const [state] = await store.log.states([room.id]);
        if (!state) throw new Error('no room');
        const { first: _, ...position } = state.head;
        return position;
      };
      const edit = (seq: number, content: string) =>
        store.log.change({
          ...{ conversation: room.id, by: owner.id, seq, at: 7, id: `c${Math.random()}` },
          ...{ kind: 'edit', mentions: [], content, ...changeNeeds.edit },
        });
      return { store, owner, room, trace: task('trace'), probe: task('probe'), head, edit };
    };

    const taken = async <Of extends Task>(store: Store, task: Of, forMs = leaseMs): Promise<Lease<Of>> => {
      const lease = await store.tasks.claim(task, forMs);
      if (!lease) throw new Error(`${taskKey(task)} cannot be claimed`);
      return lease;
    };

    test('[TASK-1] nothing is due where nobody is interested', async () => {
      const { store, owner, room, trace } = await scene();
      await append(store, room.id, owner);
      expect(await store.tasks.claim(trace, leaseMs)).toBeNull();
    });

    test('[TASK-1] a message, an edit, a room’s new name and a new epoch make it due in their step, once, for each who is interested', async () => {
      const { store, owner, room, trace, probe, head, edit } = await scene();
      const heard: string[] = [];
      const stop = store.tasks.onDue((task) => heard.push(taskKey(task)));
      expect(await store.tasks.setInterest(room.id, 'trace', 'head')).toBe(true);
      expect(await store.tasks.claim(trace, leaseMs)).toBeNull();
      const finish = async (lease: Lease<ConversationTask>): Promise<void> => {
        expect(await store.tasks.move(lease, lease.cursor, await head(), leaseMs)).toBe('moved');
        expect(await store.tasks.done(lease)).toBe('done');
        expect(await store.tasks.claim(trace, leaseMs)).toBeNull();
      };
      await append(store, room.id, owner);
      await append(store, room.id, owner);
      expect(await store.tasks.claim(probe, leaseMs)).toBeNull();
      await finish(await taken(store, trace));
      expect(await edit(1, 'other words')).toMatchObject({ status: 'changed' });
      await finish(await taken(store, trace));
      // What changes nothing makes nothing due.
      await edit(1, 'other words');
      expect(await store.tasks.claim(trace, leaseMs)).toBeNull();
      await store.rooms.editRoom(room.id, owner.id, rightsOf(), { topic: 'birds', at: 7, id: `c${Math.random()}` });
      await finish(await taken(store, trace));
      const before = await head();
      await store.log.contest(room.id, { ...before, seq: before.seq + 1 });
      const lease = await taken(store, trace);
      expect(lease.cursor).toEqual(before);
      await finish(lease);
      const own = heard.filter((key) => key === taskKey(trace));
      expect(own).toHaveLength(4);
      stop();
    });

    test('[TASK-2] interest has a cursor from the head or from the beginning, which setting it again does not move', async () => {
      const { store, owner, room, trace, probe, head } = await scene();
      expect(await store.tasks.setInterest(`${room.id}x` as typeof room.id, 'trace', 'head')).toBe(false);
      await append(store, room.id, owner);
      const first = await head();
      await store.tasks.setInterest(room.id, 'trace', 'head');
      await store.tasks.setInterest(room.id, 'probe', 'beginning');
      await append(store, room.id, owner);
      await store.tasks.setInterest(room.id, 'trace', 'head');
      await store.tasks.setInterest(room.id, 'probe', 'beginning');
      expect((await taken(store, trace)).cursor).toEqual(first);
      expect((await taken(store, probe)).cursor).toEqual({ ...first, seq: 0, id: null });
    });

    test('[TASK-2] from the beginning of a log that has something it is due at once, and of an empty one it is not', async () => {
      const { store, owner, room, trace, probe } = await scene();
      await store.tasks.setInterest(room.id, 'probe', 'beginning');
      expect(await store.tasks.claim(probe, leaseMs)).toBeNull();
      await append(store, room.id, owner);
      await store.tasks.setInterest(room.id, 'trace', 'beginning');
      await taken(store, trace);
      await taken(store, probe);
    });

    test('[TASK-2] cleared interest forgets what was due, the lease and the cursor', async () => {
      const { store, owner, room, trace, head } = await scene();
      await store.tasks.setInterest(room.id, 'trace', 'head');
      await append(store, room.id, owner);
      const lease = await taken(store, trace);
      await store.tasks.clearInterest(room.id, 'trace');
      await store.tasks.clearInterest(room.id, 'trace');
      await append(store, room.id, owner);
      expect(await store.tasks.claim(trace, leaseMs)).toBeNull();
      expect(await store.tasks.move(lease, lease.cursor, await head(), leaseMs)).toBe('lost');
      expect(await store.tasks.done(lease)).toBe('lost');
      await store.tasks.setInterest(room.id, 'trace', 'head');
      await append(store, room.id, owner);
      expect((await taken(store, trace)).cursor.seq).toBe(2);
    });

    test('[TASK-2, TASK-3] interest, cursor and what is due are there when the store is opened again, and other consumers’ too', async () => {
      const { store, owner, room, trace, probe, head } = await scene();
      await store.tasks.setInterest(room.id, 'trace', 'head');
      await store.tasks.setInterest(room.id, 'probe', 'head');
      await append(store, room.id, owner);
      const lease = await taken(store, trace);
      const first = await head();
      await store.tasks.move(lease, lease.cursor, first, leaseMs);
      await append(store, room.id, owner);
      await store.tasks.release(lease);
      const again = await opened.reopen();
      expect((await taken(again, trace)).cursor).toEqual(first);
      expect((await taken(again, probe)).cursor.seq).toBe(0);
    });

    test('[TASK-3] one holder at a time, until the lease lapses or is given back', async () => {
      const { store } = opened;
      const { owner, room, trace } = await scene();
      await store.tasks.setInterest(room.id, 'trace', 'head');
      await append(store, room.id, owner);
      const claims = await Promise.all(Array.from({ length: 8 }, () => store.tasks.claim(trace, shortLeaseMs)));
      const first = claims.find((lease) => lease !== null);
      expect(claims.filter((lease) => lease !== null)).toHaveLength(1);
      if (!first) return;
      let second: Lease<ConversationTask> | null = null;
      await until('it lapses', async () => (second = await store.tasks.claim(trace, leaseMs)) !== null);
      // Whoever was first gives back what is not hers any more.
      await store.tasks.release(first);
      expect(await store.tasks.claim(trace, leaseMs)).toBeNull();
      if (second) await store.tasks.release(second);
      await taken(store, trace);
    });

    test('[TASK-4] the cursor moves from where it stands, by the holder alone, and moving lets the lease begin anew', async () => {
      const { store } = opened;
      const { owner, room, trace, head } = await scene();
      await store.tasks.setInterest(room.id, 'trace', 'head');
      const start = await head();
      await append(store, room.id, owner);
      const first = await head();
      await append(store, room.id, owner);
      const second = await head();
      const lapsed = await taken(store, trace, 1);
      await pause(20);
      const lease = await taken(store, trace, shortLeaseMs);
      expect(await store.tasks.move(lapsed, start, second, leaseMs)).toBe('lost');
      expect(await store.tasks.move(lease, first, second, leaseMs)).toBe('lost');
      expect(await store.tasks.move(lease, start, first, leaseMs)).toBe('moved');
      expect(await store.tasks.move(lease, start, first, leaseMs)).toBe('moved');
      expect(await store.tasks.move(lease, start, second, leaseMs)).toBe('lost');
      await pause(shortLeaseMs + 100);
      expect(await store.tasks.claim(trace, leaseMs)).toBeNull();
      expect(await store.tasks.done(lapsed)).toBe('lost');
      expect(await store.tasks.failed(lapsed, 'late', { state: 'park' })).toBe('lost');
      await store.tasks.release(lease);
      expect((await taken(store, trace)).cursor).toEqual(first);
    });

    test('[TASK-5] what was written meanwhile keeps it due', async () => {
      const { store, owner, room, trace, head, edit } = await scene();
      await store.tasks.setInterest(room.id, 'trace', 'head');
      await append(store, room.id, owner);
      let lease = await taken(store, trace);
      await store.tasks.move(lease, lease.cursor, await head(), leaseMs);
      await append(store, room.id, owner);
      expect(await store.tasks.done(lease)).toBe('due');
      lease = await taken(store, trace);
      await store.tasks.move(lease, lease.cursor, await head(), leaseMs);
      await edit(1, 'changed meanwhile');
      expect(await store.tasks.done(lease)).toBe('due');
      lease = await taken(store, trace);
      await store.tasks.move(lease, lease.cursor, await head(), leaseMs);
      expect(await store.tasks.done(lease)).toBe('done');
    });

    test('[TASK-7] a failure is counted, keeps its reason and waits for its pause; a move forgets it', async () => {
      const { store, owner, room, trace, head } = await scene();
      await store.tasks.setInterest(room.id, 'trace', 'head');
      await append(store, room.id, owner);
      let lease = await taken(store, trace);
      expect(lease.failures).toBe(0);
      expect(await store.tasks.failed(lease, 'first', { state: 'retry', inMs: 60_000 })).toBe('kept');
      expect(await store.tasks.claim(trace, leaseMs)).toBeNull();
      await append(store, room.id, owner);
      expect(await store.tasks.claim(trace, leaseMs)).toBeNull();

      const other = await scene();
      await store.tasks.setInterest(other.room.id, 'trace', 'head');
      await append(store, other.room.id, other.owner);
      lease = await taken(store, other.trace);
      await store.tasks.failed(lease, 'first', { state: 'retry', inMs: 1 });
      await pause(20);
      lease = await taken(store, other.trace);
      expect(lease.failures).toBe(1);
      await store.tasks.move(lease, lease.cursor, await other.head(), leaseMs);
      await store.tasks.release(lease);
      expect((await taken(store, other.trace)).failures).toBe(0);
      await head();
    });

    test('[TASK-7] a parked task waits, with its reason, until it is revived', async () => {
      const { store, owner, room, trace, probe } = await scene();
      await store.tasks.setInterest(room.id, 'trace', 'head');
      await append(store, room.id, owner);
      const lease = await taken(store, trace);
      const startedAt = Date.now();
      await store.tasks.failed(lease, 'the hook answers 404', { state: 'park' });
      await append(store, room.id, owner);
      expect(await store.tasks.claim(trace, leaseMs)).toBeNull();
      const listed = (await store.tasks.parked(1_000)).filter(({ task }) => taskKey(task) === taskKey(trace));
      expect(listed).toMatchObject([{ task: trace, reason: 'the hook answers 404', failures: 1 }]);
      expect(Math.abs((listed[0]?.parkedAt ?? 0) - startedAt)).toBeLessThan(10_000);
      expect(await store.tasks.parked(0)).toEqual([]);
      const heard: Task[] = [];
      const stop = store.tasks.onDue((task) => heard.push(task));
      expect(await store.tasks.revive(probe)).toBe(false);
      expect(await store.tasks.revive(trace)).toBe(true);
      expect(await store.tasks.revive(trace)).toBe(false);
      await until('it is heard', () => heard.some((task) => taskKey(task) === taskKey(trace)));
      stop();
      const revived = await taken(store, trace);
      expect(revived).toMatchObject({ failures: 0, cursor: { seq: 0 } });
    });

    test('[TASK-16] a parked task is given up: what it was for is not done, what comes later is; what a step owes is not given up', async () => {
      const { store, owner, room, trace, head } = await scene();
      await store.tasks.setInterest(room.id, 'trace', 'head');
      await append(store, room.id, owner);
      expect(await dropTask(store, trace)).toBe('taken');
      await store.tasks.failed(await taken(store, trace), 'the hook answers 404', { state: 'park' });
      const given = await head();
      expect(await dropTask(store, trace)).toBe('dropped');
      expect(await store.tasks.claim(trace, leaseMs)).toBeNull();
      await append(store, room.id, owner);
      const later = await taken(store, trace);
      expect(later).toMatchObject({ failures: 0, cursor: { seq: given.seq } });
      const work: PersonTask = {
        ...{ kind: 'person', consumer: 'trace', user: owner.id, conversation: room.id },
        ...{ epoch: 'first', seq: 1 },
      };
      await store.tasks.addWork(work);
      await store.tasks.failed(await taken(store, work), 'nobody is there', { state: 'park' });
      expect(await dropTask(store, work)).toBe('dropped');
      const names = (await store.tasks.parked(1_000)).map(({ task }) => taskKey(task));
      for (const task of [trace, work]) expect(names).not.toContain(taskKey(task));
      expect(await store.tasks.claim(work, leaseMs)).toBeNull();
      expect(await dropTask(store, { kind: 'owed', consumer: 'audit', subject: room.id })).toBe('owed');
    });

    test('[TASK-10] work for a person is known by its key while it waits and after it was done, and is leased, retried and parked', async () => {
      const { store, owner, room } = await scene();
      const work = (seq: number, epoch = 'first'): PersonTask => ({
        ...{ kind: 'person', consumer: 'trace', user: owner.id, conversation: room.id },
        ...{ epoch, seq },
      });
      const heard: string[] = [];
      const stop = store.tasks.onDue((task) => heard.push(taskKey(task)));
      expect(await store.tasks.addWork(work(1))).toBe('added');
      expect(await store.tasks.addWork(work(1))).toBe('known');
      expect(await store.tasks.addWork(work(1, 'second'))).toBe('added');
      expect(await store.tasks.addWork({ ...work(1), consumer: 'probe' })).toBe('added');
      await until('it is heard', () => heard.length >= 3);
      stop();
      const lease = await taken(store, work(1));
      expect(lease.cursor).toBeNull();
      expect(await store.tasks.claim(work(1), leaseMs)).toBeNull();
      expect(await store.tasks.addWork(work(1))).toBe('known');
      expect(await store.tasks.failed(lease, 'no answer', { state: 'retry', inMs: 1 })).toBe('kept');
      await pause(20);
      const again = await taken(store, work(1));
      expect(again.failures).toBe(1);
      expect(await store.tasks.done(lease)).toBe('lost');
      expect(await store.tasks.done(again)).toBe('done');
      expect(await store.tasks.addWork(work(1))).toBe('known');
      expect(await store.tasks.claim(work(1), leaseMs)).toBeNull();

      const other = await taken(store, work(1, 'second'));
      await store.tasks.failed(other, 'gone', { state: 'park' });
      expect(await store.tasks.addWork(work(1, 'second'))).toBe('known');
      const parked = (await store.tasks.parked(1_000)).map(({ task }) => taskKey(task));
      expect(parked).toContain(taskKey(work(1, 'second')));
      expect(await store.tasks.revive(work(1, 'second'))).toBe(true);
      await taken(store, work(1, 'second'));
    });

    test('[TASK-11, TASK-14] a sweep finds what is due and counts it, the parked too; what is leased it leaves alone', async () => {
      const store = await opened.reopen();
      const scenes = [];
      for (let index = 0; index < 6; index += 1) scenes.push(await scene());
      for (const { room, owner } of scenes) {
        await store.tasks.setInterest(room.id, 'probe', 'head');
        await append(store, room.id, owner);
      }
      const [leased, parked, ...due] = scenes.map(({ probe }) => probe);
      if (!leased || !parked) throw new Error('no scenes');
      await taken(store, leased);
      await store.tasks.failed(await taken(store, parked), 'no use', { state: 'park' });
      // Another store of this suite may have been the sweeper.
      const keys = new Set<string>();
      await until(
        'all shards are swept',
        async () => {
          const sweep = await store.tasks.sweep(['probe'], 1_000);
          for (const task of sweep.due) keys.add(taskKey(task));
          return due.every((task) => keys.has(taskKey(task)));
        },
        20_000,
      );
      expect(keys.has(taskKey(leased))).toBe(false);
      expect(keys.has(taskKey(parked))).toBe(false);
      const { counts } = await store.tasks.sweep(['probe'], 1_000);
      const counted = counts.get('probe');
      expect(counted?.due).toBeGreaterThanOrEqual(due.length);
      expect(counted?.waiting).toBeGreaterThanOrEqual(1);
      expect(counted?.parked).toBeGreaterThanOrEqual(1);
      expect(counted?.oldestDueMs).toBeGreaterThan(0);
      expect([...counts.keys()]).toEqual(['probe']);
    }, 40_000);

    test('[TASK-12] what is overdue for longer than asked is parked, and nothing else', async () => {
      const { store, owner, room, trace, probe } = await scene();
      const work: PersonTask = {
        ...{ kind: 'person', consumer: 'probe', user: owner.id, conversation: room.id },
        ...{ epoch: 'e', seq: 1 },
      };
      await store.tasks.setInterest(room.id, 'trace', 'head');
      await store.tasks.setInterest(room.id, 'probe', 'head');
      await append(store, room.id, owner);
      await store.tasks.addWork(work);
      await taken(store, probe);
      await pause(300);
      expect(await store.tasks.parkOverdue(3_600_000, 'moved')).toBe(0);
      expect(await store.tasks.parkOverdue(200, 'moved')).toBeGreaterThanOrEqual(2);
      const parked = new Map((await store.tasks.parked(1_000)).map((row) => [taskKey(row.task), row.reason]));
      expect(parked.get(taskKey(trace))).toBe('moved');
      expect(parked.get(taskKey(work))).toBe('moved');
      expect(parked.has(taskKey(probe))).toBe(false);
    });

    test('[TASK-6] many writers and readers: every consumer gets to the head, and no cursor leaps', async () => {
      const { store, owner, room } = await scene();
      for (const consumer of consumerNames) await store.tasks.setInterest(room.id, consumer, 'head');
      const told = new Map<ConsumerName, number[]>(consumerNames.map((consumer) => [consumer, []]));
      let isWriting = true;
      const read = async (consumer: ConsumerName): Promise<void> => {
        const task: ConversationTask = { kind: 'conversation', consumer, conversation: room.id };
        for (let idle = 0; isWriting || idle < 3;) {
          const lease = await store.tasks.claim(task, leaseMs);
          idle = lease ? 0 : idle + 1;
          if (!lease) {
            await pause(5);
            continue;
          }
          const tail = await store.log.tail(room.id, lease.cursor, 3);
          const last = tail?.messages.at(-1);
          if (last) {
            const to = { ...lease.cursor, seq: last.seq, id: last.id };
            if ((await store.tasks.move(lease, lease.cursor, to, leaseMs)) === 'moved')
              told.get(consumer)?.push(...(tail?.messages ?? []).map(({ seq }) => seq));
          }
          await store.tasks.done(lease);
        }
      };
      const readers = consumerNames.flatMap((consumer) => [read(consumer), read(consumer), read(consumer)]);
      await Promise.all(
        Array.from({ length: 4 }, async () => {
          for (let index = 0; index < 15; index += 1) await append(store, room.id, owner);
        }),
      );
      isWriting = false;
      await Promise.all(readers);
      const all = Array.from({ length: 60 }, (_, index) => index + 1);
      for (const consumer of consumerNames) expect(told.get(consumer)).toEqual(all);
    });
  });
}
