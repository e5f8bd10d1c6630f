import type { ConversationId } from '@rookery/protocol';
import type { FinalLog, History, ToldRecord } from '../history.ts';
import { describeFaults } from './violation.ts';
import type { Violation } from './violation.ts';

/** The consumer of a room was told every message and change at least once, the first time in the log's order. [TASK-6] */
export function checkTasks(history: History): Violation[] {
  const { told, logs } = history.final;
  // A deployment of somebody's own has no such consumer.
  if (told === null) return [];
  const byRoom = Map.groupBy(told, ({ conversation }) => conversation);
  return [...history.rooms].flatMap(([room]): Violation[] => {
    const log = logs.get(room);
    if (!log) return [];
    const tellings = byRoom.get(room) ?? [];
    return [...checkMessages(history, room, log, tellings), ...checkRevs(history, room, tellings)];
  });
}

/** How far the consumer was told without leaving anything out, and the first number that was told too early. */
export function toldUpTo(
  log: FinalLog,
  tellings: readonly ToldRecord[],
): { readonly seq: number; readonly leapt: number | null } {
  const ids = new Map(log.messages.map(({ seq, id }) => [seq, id as string]));
  let seq = 0;
  for (const { messages } of tellings)
    for (const [next, id] of messages) {
      // What a failover lost, and what stands there now, have different ids.
      if (ids.get(next) !== id || next <= seq) continue;
      if (next > seq + 1) return { seq, leapt: next };
      seq = next;
    }
  return { seq, leapt: null };
}

function checkMessages(
  history: History,
  room: ConversationId,
  log: FinalLog,
  tellings: readonly ToldRecord[],
): Violation[] {
  const { seq, leapt } = toldUpTo(log, tellings);
  if (leapt === null && seq >= log.headSeq) return [];
  const end = history.wholeAt;
  return [
    {
      check: leapt === null ? 'task-not-done' : 'task-out-of-order',
      rule: 'TASK-6',
      at: end,
      story: `The consumer of ${room} was told up to number ${seq}${leapt === null ? ` of ${log.headSeq}, and nothing after that` : `, and then number ${leapt}`}. ${describeFaults(history, 0, end)}`,
    },
  ];
}

/** Acknowledged changes of which the consumer was not told; those with an unknown outcome may not be there. */
export function changesNotTold(history: History, room: ConversationId, tellings: readonly ToldRecord[]) {
  const covered = new Set<number>();
  for (const { changes } of tellings)
    for (const [prev, rev] of changes) for (let each = prev + 1; each <= rev; each += 1) covered.add(each);
  return history.changes.filter(
    ({ conversation, rev }) => conversation === room && rev !== null && rev > 0 && !covered.has(rev),
  );
}

function checkRevs(history: History, room: ConversationId, tellings: readonly ToldRecord[]): Violation[] {
  const [first] = changesNotTold(history, room, tellings);
  if (!first) return [];
  const at = first.ackedAt ?? first.askedAt;
  return [
    {
      check: 'task-not-done',
      rule: 'TASK-6',
      at,
      story: `The consumer of ${room} was not told of revision ${first.rev}, which ${first.device} was acknowledged. ${describeFaults(history, first.askedAt, at)}`,
    },
  ];
}
