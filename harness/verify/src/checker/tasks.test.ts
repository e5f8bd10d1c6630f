import type { ConversationId, Message } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { emptyHistory } from '../history.ts';
import type { History, ToldRecord } from '../history.ts';
import { checkTasks } from './tasks.ts';

const room = 'r_room' as ConversationId;

function historyOf(told: readonly ToldRecord[] | null, lastRev = 0): History {
  const history = emptyHistory(1, 'cluster');
  history.rooms.set(room, 'the public room');
  const messages = [1, 2, 3].map((seq) => ({ seq, id: `m_${seq}` }) as Message);
  history.final.logs.set(room, { epoch: 'e', headSeq: 3, messages });
  history.final.told = told;
  for (let rev = 1; rev <= lastRev; rev += 1)
    history.changes.push({
      ...{ device: 'p1a', kind: 'edit', conversation: room, seq: 1, value: 'x', on: true, user: 'u_1' as never },
      ...{ askedAt: 1, ackedAt: 2, rev },
    });
  return history;
}
const telling = (seqs: readonly number[], changes: ToldRecord['changes'] = []): ToldRecord => ({
  conversation: room,
  messages: seqs.map((seq) => [seq, `m_${seq}`] as const),
  changes,
});
const found = (history: History): string[] => checkTasks(history).map(({ check }) => check);

test('[VER-2] a consumer that was told all, some of it twice, or what was lost since, gives no violation', () => {
  const lost: ToldRecord = { conversation: room, messages: [[2, 'm_lost']], changes: [] };
  expect(found(historyOf([telling([1]), lost, telling([1, 2], [[0, 2]]), telling([2, 3], [[2, 3]])], 3))).toEqual([]);
  expect(found(historyOf(null))).toEqual([]);
});

test('[VER-2] one that was told less, or out of order, or not of a change, gives one', () => {
  expect(found(historyOf([]))).toEqual(['task-not-done']);
  expect(found(historyOf([telling([1, 2])]))).toEqual(['task-not-done']);
  expect(found(historyOf([telling([1]), telling([3]), telling([2])]))).toEqual(['task-out-of-order']);
  expect(found(historyOf([telling([1, 2, 3], [[1, 3]])], 3))).toEqual(['task-not-done']);
});
