import { asMessageId } from '@rookery/protocol';
import type { ConversationId, Position } from '@rookery/protocol';
import * as z from 'zod';
import { consumers } from '../../domain/consumers.ts';
import type { ConsumerName } from '../../domain/consumers.ts';
import type { DueHints } from '../../domain/due-hints.ts';
import { newWord } from '../../domain/new-id.ts';
import { positionText } from '../../domain/task.ts';
import type { ConversationTask, PersonTask, Task } from '../../domain/task.ts';
import { rememberedMs, rememberedWorks, sweepMs } from '../../ports/tasks.ts';
import type { Lease, ParkedTask, Tasks } from '../../ports/tasks.ts';
import { DueSweep, slotsOf } from './due-sweep.ts';
import { conversationKey, dueKey, dueKeyOfSlot, subjectOf, taskKeyOf, userKey } from './keys.ts';
import { dueMember, taskOfMember } from './packing/due-member.ts';
import { list, number, text } from './reply.ts';
import type { Reply } from './reply.ts';
import { script } from './scripts.ts';
import { tagOfSlot } from './slots.ts';
import type { Call, Shards } from './shards.ts';

/** Slots looked at in one write. */
const pipelinedSlots = 512;
/** Overdue tasks of one slot that are parked in one round. */
const parkedAtOnce = 500;

const positionSchema = z.object({
  epoch: z.string(),
  seq: z.number(),
  id: z.nullable(z.string()),
  rev: z.number(),
  change: z.nullable(z.string()),
});
function toPosition(json: string): Position {
  const { id, ...rest } = positionSchema.parse(JSON.parse(json));
  return { ...rest, id: id === null ? null : asMessageId(id) };
}

/**
 * Every slot keeps what is due in it in one sorted set, `due:{T}`, beside the conversations and users that lie there: their scripts write to it in
 * the same step. The record of a task (its lease, its cursor) lies beside its conversation or user.
 */
export class RedisTasks implements Tasks {
  readonly #shards: Shards;
  readonly #hints: DueHints;
  readonly #me: string;
  readonly #sweep: DueSweep;

  constructor(shards: Shards, node: string, hints: DueHints, sweepEveryMs = sweepMs) {
    this.#shards = shards;
    this.#hints = hints;
    this.#me = `${node}-${newWord()}`;
    // The tags are found now, and not in the middle of somebody's append.
    tagOfSlot(0);
    this.#sweep = new DueSweep(shards, this.#me, sweepEveryMs);
  }

  async setInterest(conversation: ConversationId, consumer: ConsumerName, from: 'head' | 'beginning') {
    const [exists, queued] = list(await this.#interest(conversation, consumer, from));
    this.#hints.tellOf(conversation, number(queued));
    return number(exists) === 1;
  }

  async clearInterest(conversation: ConversationId, consumer: ConsumerName) {
    await this.#interest(conversation, consumer, '');
  }

  async #interest(conversation: ConversationId, consumer: ConsumerName, from: string): Promise<Reply> {
    const task: Task = { kind: 'conversation', consumer, conversation };
    const { reply } = await this.#shards.commit({
      script: script('task-interest'),
      keys: [conversationKey(conversation, 'c'), taskKeyOf(task), dueKey(conversation)],
      args: [conversation, consumers[consumer].bit, from],
    });
    return reply;
  }

  async addWork(work: PersonTask) {
    const { reply } = await this.#shards.commit(toCall('work-add', work, '', [rememberedMs], userKey(work.user, 'td')));
    if (text(reply) !== 'added') return 'known';
    this.#hints.tell(work);
    return 'added';
  }

  onDue(listener: (task: Task) => void) {
    return this.#hints.listen(listener);
  }

  sweep(wanted: readonly ConsumerName[], limit: number) {
    return this.#sweep.sweep(wanted, limit);
  }

  async claim<Of extends Task>(task: Of, leaseMs: number): Promise<Lease<Of> | null> {
    const token = `${this.#me}:${newWord()}`;
    const reply = await this.#shards.run(toCall('task-claim', task, token, [leaseMs]));
    if (reply === null) return null;
    const [cursor, failures] = list(reply);
    return {
      task,
      token,
      failures: number(failures),
      // A conversation's record has a cursor from the moment at which the bit is set.
      cursor: (text(cursor) === '' ? null : toPosition(text(cursor))) as Lease<Of>['cursor'],
    };
  }

  async move({ task, token }: Lease<ConversationTask>, from: Position, to: Position, leaseMs: number) {
    const args = [positionText(from), positionText(to), leaseMs];
    const reply = await this.#shards.run(toCall('task-move', task, token, args));
    return text(reply) === 'moved' ? 'moved' : 'lost';
  }

  async done({ task, token }: Lease) {
    const reply = await this.#shards.run(
      task.kind === 'conversation'
        ? toCall('task-done', task, token, [], conversationKey(task.conversation, 'c'))
        : task.kind === 'owed'
          ? toCall('owed-done', task, token)
          : toCall('work-done', task, token, [rememberedMs, rememberedWorks], userKey(task.user, 'td')),
    );
    const status = text(reply);
    return status === 'done' || status === 'due' ? status : 'lost';
  }

  async failed({ task, token }: Lease, reason: string, then: Parameters<Tasks['failed']>[2]) {
    const pause = then.state === 'park' ? '' : then.inMs;
    const { reply } = await this.#shards.commit(toCall('task-failed', task, token, [reason, pause]));
    return text(reply) === 'kept' ? 'kept' : 'lost';
  }

  async release({ task, token }: Lease, inMs = 0) {
    await this.#shards.run(toCall('task-release', task, token, [inMs]));
  }

  async parked(limit: number): Promise<readonly ParkedTask[]> {
    const found: Task[] = [];
    for await (const { task } of this.#queued('+inf', '+inf', limit)) {
      if (found.push(task) >= limit) break;
    }
    const rows = await Promise.all(
      found.map(async (task): Promise<ParkedTask[]> => {
        const reply = await this.#shards.run(toCall('task-look', task, ''));
        const [score, reason, failures, parkedAt] = list(reply);
        if (text(score) !== 'inf') return [];
        return [{ task, reason: text(reason), failures: number(failures), parkedAt: number(parkedAt) }];
      }),
    );
    return rows.flat();
  }

  async revive(task: Task) {
    const { reply } = await this.#shards.commit(toCall('task-revive', task, ''));
    if (reply === 1) this.#hints.tell(task);
    return reply === 1;
  }

  async parkOverdue(overdueMs: number, reason: string): Promise<number> {
    let parked = 0;
    for (;;) {
      const before = parked;
      for await (const { task } of this.#queued('-inf', '(+inf', parkedAtOnce)) {
        // What a step owes is owed for however long.
        if (task.kind === 'owed') continue;
        const { reply } = await this.#shards.commit(toCall('task-park', task, '', [reason, overdueMs]));
        if (reply === 1) parked += 1;
      }
      if (parked === before) return parked;
    }
  }

  /** What stands in all slots between two scores, at most `limit` of each. */
  async *#queued(lowest: string, highest: string, limit: number): AsyncGenerator<{ readonly task: Task }> {
    const { topology } = this.#shards;
    for (const master of topology.masters()) {
      const slots = slotsOf(this.#shards, master);
      for (let at = 0; at < slots.length; at += pipelinedSlots) {
        const commands = slots
          .slice(at, at + pipelinedSlots)
          .map((slot) => this.#shards.named(dueKeyOfSlot(slot)))
          .map((key) => ['ZRANGEBYSCORE', key, lowest, highest, 'LIMIT', 0, limit] as const);
        for (const queue of await this.#shards.pipeline(master, commands)) {
          if (queue instanceof Error) continue;
          for (const member of list(queue)) {
            const task = taskOfMember(text(member));
            if (task) yield { task };
          }
        }
      }
    }
  }

  async close(): Promise<void> {
    await this.#sweep.close();
  }
}

/** A script of one task. */
function toCall(
  name: string,
  task: Task,
  token: string,
  args: readonly (string | number)[] = [],
  ...moreKeys: readonly string[]
): Call {
  return {
    script: script(name),
    keys: [taskKeyOf(task), dueKey(subjectOf(task)), ...moreKeys],
    args: [dueMember(task), token, ...args],
  };
}
