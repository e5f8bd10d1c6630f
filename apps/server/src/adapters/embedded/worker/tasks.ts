import type { DatabaseSync } from 'node:sqlite';
import { asConversationId, asUserId } from '@rookery/protocol';
import type { ConversationId, Position } from '@rookery/protocol';
import { consumerOfBit, consumers } from '../../../domain/consumers.ts';
import type { ConsumerName } from '../../../domain/consumers.ts';
import { positionText } from '../../../domain/task.ts';
import type { ConversationTask, PersonTask, Task } from '../../../domain/task.ts';
import { countedTasks, rememberedMs, rememberedWorks } from '../../../ports/tasks.ts';
import type { ParkedTask, Sweep, TaskCounts, Tasks } from '../../../ports/tasks.ts';
import { steadyNow } from './due.ts';
import type { Due } from './due.ts';
import { toHead } from './rows.ts';
import type { Lookups } from './lookups.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';
import type { ThreadSteps } from './threads.ts';
import type { Transaction } from './transaction.ts';

type TaskRow = {
  readonly user: string;
  readonly conversation: string;
  readonly consumer: number;
  readonly epoch: string;
  readonly seq: number;
};
const columns = 'user, conversation, consumer, epoch, seq';
const key = 'user = ? AND conversation = ? AND consumer = ? AND epoch = ? AND seq = ?';

export function keyOf(task: Task): [string, string, number, string, number] {
  const { bit } = consumers[task.consumer];
  switch (task.kind) {
    case 'conversation':
      return ['', task.conversation, bit, '', 0];
    case 'person':
      return [task.user, task.conversation, bit, task.epoch, task.seq];
    // Here whatever belongs to a step is written by that step.
    case 'owed':
      return [task.subject, '', bit, '', 0];
  }
}

/** Null where a newer version wrote it. */
export function toTask({ user, conversation, consumer: bit, epoch, seq }: TaskRow): Task | null {
  const consumer = consumerOfBit(bit);
  if (consumer === null) return null;
  const of = { consumer, conversation: asConversationId(conversation) };
  if (user === '') return { kind: 'conversation', ...of };
  if (conversation === '') return { kind: 'owed', consumer, subject: asUserId(user) };
  return { kind: 'person', ...of, user: asUserId(user), epoch, seq };
}

/** What the port's calls come to in the database. A lease is a token in the task's row, and `due_at` its end. */
export function tasks(db: DatabaseSync, transaction: Transaction, find: Lookups, makeDue: Due, { begun }: ThreadSteps) {
  const setInterest = prepareRun(db, 'UPDATE conversations SET interest = ? WHERE no = ?');
  const putCursor = prepareRun(
    db,
    'INSERT INTO cursors (conversation, consumer, position) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET position = ?3',
  );
  const cursorOf = prepareOne<{ readonly position: string }>(
    db,
    'SELECT position FROM cursors WHERE conversation = ? AND consumer = ?',
  );
  const dropCursor = prepareRun(db, 'DELETE FROM cursors WHERE conversation = ? AND consumer = ?');
  const drop = prepareRun(db, `DELETE FROM tasks WHERE ${key}`);
  const take = prepareOne<{ readonly failures: number }>(
    db,
    `UPDATE tasks SET lease = ?, due_at = ? WHERE ${key} AND due_at <= ? AND parked_at IS NULL RETURNING failures`,
  );
  const held = prepareOne<{ readonly failures: number }>(db, `SELECT failures FROM tasks WHERE ${key} AND lease = ?`);
  const renew = prepareRun(db, `UPDATE tasks SET due_at = ?, failures = 0, reason = NULL WHERE ${key}`);
  const giveBack = prepareRun(
    db,
    `UPDATE tasks SET lease = NULL, due_at = ?, failures = 0, reason = NULL WHERE ${key} AND lease = ?`,
  );
  const release = prepareRun(db, `UPDATE tasks SET lease = NULL, due_at = ? WHERE ${key} AND lease = ?`);
  const fail = prepareRun(
    db,
    `UPDATE tasks SET lease = NULL, failures = failures + 1, reason = ?, due_at = ?, parked_at = ? WHERE ${key} AND lease = ?`,
  );
  const revive = prepareRun(
    db,
    `UPDATE tasks SET failures = 0, reason = NULL, parked_at = NULL, due_at = ? WHERE ${key} AND parked_at IS NOT NULL`,
  );
  const parkOverdue = prepareRun(
    db,
    // What a step owes is owed for however long.
    "UPDATE tasks SET lease = NULL, reason = ?1, parked_at = ?2 WHERE parked_at IS NULL AND due_at <= ?3 AND (user = '' OR conversation <> '')",
  );
  const parked = prepareAll<
    TaskRow & { readonly reason: string | null; readonly failures: number; readonly parked_at: number }
  >(db, `SELECT ${columns}, reason, failures, parked_at FROM tasks WHERE parked_at IS NOT NULL LIMIT ?`);
  const dueNow = prepareAll<TaskRow>(
    db,
    `SELECT ${columns} FROM tasks WHERE parked_at IS NULL AND due_at <= ? ORDER BY due_at LIMIT ${countedTasks + 1}`,
  );
  const counted = prepareAll<{
    readonly consumer: number;
    readonly due: number;
    readonly waiting: number;
    readonly parked: number;
    readonly oldest: number | null;
  }>(
    db,
    `SELECT consumer, sum(parked_at IS NULL AND due_at <= ?1) AS due, sum(parked_at IS NULL AND due_at > ?1) AS waiting,
       sum(parked_at IS NOT NULL) AS parked, min(CASE WHEN parked_at IS NULL AND due_at <= ?1 THEN due_at END) AS oldest
     FROM tasks GROUP BY consumer`,
  );
  const queueWork = prepareRun(
    db,
    `INSERT INTO tasks (${columns}, due_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const remembered = prepareOne<{ readonly at: number }>(db, `SELECT at FROM works_done WHERE ${key}`);
  const remember = prepareRun(db, `INSERT OR REPLACE INTO works_done (${columns}, at) VALUES (?, ?, ?, ?, ?, ?)`);
  const forget = prepareRun(
    db,
    `DELETE FROM works_done WHERE user = ?1 AND (at < ?2 OR at < (SELECT at FROM works_done WHERE user = ?1
       ORDER BY at DESC LIMIT 1 OFFSET ${rememberedWorks - 1}))`,
  );

  /** The worker's part of the port: it adds the lease's token. */
  return {
    setInterest(conversation: ConversationId, consumer: ConsumerName, from: 'head' | 'beginning'): boolean {
      const found = find.conversation(conversation);
      if (!found) return false;
      const row = begun(found);
      const { bit } = consumers[consumer];
      if (Math.floor(row.interest / 2 ** bit) % 2 === 1) return true;
      setInterest(row.interest + 2 ** bit, row.no);
      const head = toHead(row);
      const beginning: Position = { epoch: head.epoch, seq: 0, id: null, rev: 0, change: null };
      putCursor(conversation, bit, positionText(from === 'head' ? head : beginning));
      if (from === 'beginning' && head.seq + head.rev > 0) makeDue({ id: conversation, interest: 2 ** bit });
      return true;
    },

    clearInterest(conversation: ConversationId, consumer: ConsumerName): void {
      const row = find.conversation(conversation);
      const { bit } = consumers[consumer];
      if (!row || Math.floor(row.interest / 2 ** bit) % 2 === 0) return;
      setInterest(row.interest - 2 ** bit, row.no);
      dropCursor(conversation, bit);
      drop(...keyOf({ kind: 'conversation', consumer, conversation }));
    },

    addWork(work: PersonTask): 'added' | 'known' {
      const of = keyOf(work);
      const now = steadyNow();
      const done = remembered(...of);
      if (done && done.at > now - rememberedMs) return 'known';
      if (queueWork(...of, now) === 0) return 'known';
      transaction.due.push(work);
      return 'added';
    },

    claim(
      task: Task,
      token: string,
      leaseMs: number,
    ): { readonly failures: number; readonly cursor: string | null } | null {
      const now = steadyNow();
      const taken = take(token, now + leaseMs, ...keyOf(task), now);
      if (!taken) return null;
      const cursor = task.kind !== 'conversation' ? null : cursorOf(task.conversation, consumers[task.consumer].bit);
      return { failures: taken.failures, cursor: cursor?.position ?? null };
    },

    move(task: ConversationTask, token: string, from: string, to: string, leaseMs: number): 'moved' | 'lost' {
      const of = keyOf(task);
      const cursor = cursorOf(task.conversation, consumers[task.consumer].bit)?.position;
      if (!held(...of, token) || (cursor !== from && cursor !== to)) return 'lost';
      putCursor(task.conversation, consumers[task.consumer].bit, to);
      renew(steadyNow() + leaseMs, ...of);
      return 'moved';
    },

    doneWith(task: Task, token: string): 'done' | 'due' | 'lost' {
      const of = keyOf(task);
      if (!held(...of, token)) return 'lost';
      if (task.kind === 'person') {
        const now = steadyNow();
        drop(...of);
        remember(...of, now);
        forget(task.user, now - rememberedMs);
        return 'done';
      }
      if (task.kind === 'owed') {
        drop(...of);
        return 'done';
      }
      const row = find.conversation(task.conversation);
      const cursor = cursorOf(task.conversation, consumers[task.consumer].bit);
      // Written by this adapter alone.
      const at = cursor ? (JSON.parse(cursor.position) as Position) : null;
      if (!row || !at || (at.epoch === row.epoch && at.seq >= row.seq && at.rev >= row.rev)) {
        drop(...of);
        return 'done';
      }
      giveBack(steadyNow(), ...of, token);
      return 'due';
    },

    failedAt(task: Task, token: string, reason: string, then: Parameters<Tasks['failed']>[2]): 'kept' | 'lost' {
      const now = steadyNow();
      const [dueAt, parkedAt] = then.state === 'park' ? [now, now] : [now + then.inMs, null];
      return fail(reason, dueAt, parkedAt, ...keyOf(task), token) === 1 ? 'kept' : 'lost';
    },

    release(task: Task, token: string, inMs: number): void {
      release(steadyNow() + inMs, ...keyOf(task), token);
    },

    revive(task: Task): boolean {
      const isRevived = revive(steadyNow(), ...keyOf(task)) === 1;
      if (isRevived) transaction.due.push(task);
      return isRevived;
    },

    parkOverdue(overdueMs: number, reason: string): number {
      const now = steadyNow();
      return parkOverdue(reason, now, now - overdueMs);
    },

    parked: (limit: number): readonly ParkedTask[] =>
      parked(limit).flatMap((row) => {
        const task = toTask(row);
        return task ? [{ task, reason: row.reason ?? '', failures: row.failures, parkedAt: row.parked_at }] : [];
      }),

    sweepTasks(wanted: readonly ConsumerName[], limit: number): Sweep {
      const now = steadyNow();
      const found = dueNow(now).flatMap((row) => toTask(row) ?? []);
      const mine = found.filter(({ consumer }) => wanted.includes(consumer));
      const counts = new Map<ConsumerName, TaskCounts>();
      for (const row of counted(now)) {
        const consumer = consumerOfBit(row.consumer);
        if (consumer === null || !wanted.includes(consumer)) continue;
        const oldestDueMs = row.oldest === null ? 0 : now - row.oldest;
        counts.set(consumer, { due: row.due, waiting: row.waiting, parked: row.parked, oldestDueMs });
      }
      return { due: mine.slice(0, limit), more: mine.length > limit, counts };
    },
  };
}
