import type { ConversationId, Message, UserId } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { emptyHistory } from '../history.ts';
import type { History } from '../history.ts';
import type { ListenerRecord } from '../push-records.ts';
import { checkPushes } from './pushes.ts';

const room = 'r_room' as ConversationId;
const [never, always] = ['u_never', 'u_always'] as [UserId, UserId];
type Pushed = ListenerRecord['pushes'][number];

/** Two messages at 1 s and 2 s, of which one person reads nothing and another one all; `more` is what else was there. */
function found(change: (history: History, pushes: Pushed[], ofReader: Pushed[]) => void): string[] {
  const history = emptyHistory(1, 'cluster');
  const push = (body: string, at: number): Pushed => ({ at, body, tag: room, topic: 'topic' });
  const pushes = [push('one', 11_100), push('two', 12_100)];
  const ofReader: Pushed[] = [];
  history.listeners.push({ name: 'l1', user: never, pushes }, { name: 'l2', user: always, pushes: ofReader });
  const messages = ['one', 'two'].map((content, index) => ({ seq: index + 1, content }) as Message);
  history.final.logs.set(room, { epoch: 'e', headSeq: 2, messages });
  for (const [index, content] of ['one', 'two'].entries()) {
    const [seq, askedAt] = [index + 1, (index + 1) * 1_000];
    const base = { conversation: room, seq, askedAt, ackedAt: askedAt + 50 };
    history.calls.push({ device: 'p0a', content, ...base });
    history.marks.push({ ...base, user: always, rev: null, ackedAt: askedAt + 200 });
  }
  change(history, pushes, ofReader);
  return checkPushes(history).map(({ check, rule }) => `${check} ${rule}`);
}
const replaced = (list: Pushed[], index: number, change: Partial<Pushed>): void => {
  const one = list[index];
  if (one) list[index] = { ...one, ...change };
};

test('[VER-2, VER-8] pushes of what was not read, one of them twice, and of nothing that was lost or not acknowledged, give no violation', () => {
  expect(found(() => undefined)).toEqual([]);
  expect(found((_, pushes) => void pushes.push({ ...(pushes[0] as Pushed), at: 50_000 }))).toEqual([]);
  expect(
    found((history, pushes) => {
      pushes.pop();
      Object.assign(history.calls[1] ?? {}, { ackedAt: null });
    }),
  ).toEqual([]);
  expect(
    found((history, pushes) => {
      pushes.pop();
      history.final.logs.set(room, { epoch: 'f', headSeq: 0, messages: [] });
    }),
  ).toEqual([]);
  // Of a mark that had no answer nobody knows.
  expect(
    found((history, _, ofReader) => {
      for (const mark of history.marks) mark.ackedAt = null;
      ofReader.push({ at: 12_000, body: 'two', tag: room, topic: 'topic' });
    }),
  ).toEqual([]);
});

test('[VER-2, VER-8] one that did not come, one of what was read, one beside another one, one of nothing, and what is none, give one each', () => {
  expect(found((_, pushes) => void pushes.pop())).toEqual(['push-lost PUSH-9']);
  const late = { at: 12_000, body: 'two', tag: room, topic: 'topic' };
  expect(found((_, __, ofReader) => void ofReader.push(late))).toEqual(['push-of-read PUSH-5']);
  expect(found((_, pushes) => replaced(pushes, 1, { tag: 'another' }))).toEqual(['push-wrong PUSH-7']);
  expect(found((_, pushes) => replaced(pushes, 1, { topic: 'another' }))).toEqual(['push-wrong PUSH-7']);
  expect(found((_, pushes) => void pushes.push({ ...late, body: 'three' }))).toEqual(['push-wrong PUSH-5']);
  expect(found((history) => void history.pushFaults.push('Error: topic'))).toEqual(['push-wrong PUSH-3']);
});
