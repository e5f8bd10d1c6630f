import type { ConversationId, Entry, Message, UserId } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { emptyHistory } from '../history.ts';
import type { History, SendRecord } from '../history.ts';
import { check } from './check.ts';
import type { CheckName } from './violation.ts';

const [room, thread] = ['r_room' as ConversationId, 't_thread' as ConversationId];
const [ann, ben] = ['u_ann' as UserId, 'u_ben' as UserId];

const message = (conversation: ConversationId, seq: number, user: UserId, clientId: string, more = {}): Message =>
  ({
    ...{ id: `m_${conversation}_${seq}`, conversation, seq, from: user, user: { id: user }, content: clientId },
    ...{ at: seq, clientId, ...more },
  }) as unknown as Message;

const entry = (conversation: ConversationId, head: number, more = {}): Entry =>
  ({
    conversation,
    head: { seq: head, id: null, first: 1 },
    read: head,
    unread: 0,
    mentions: 0,
    ...more,
  }) as unknown as Entry;

const sent = (
  clientId: string,
  user: UserId,
  conversation: ConversationId,
  seq: number,
  isInBoth = false,
): SendRecord => {
  const ack = { at: 120, askedAt: 100, node: 'n1', conversation, seq, id: `m_${conversation}_${seq}` };
  return {
    ...{ clientId, device: user, user, content: clientId, begunAt: seq * 100, kept: true, conversation },
    ...(isInBoth ? { isInBoth } : {}),
    acks: [{ ...ack, duplicate: false, degraded: false }],
    ...{ attempts: 1, refused: null },
  };
};

/** A room with a root, under which each of two has replied; the second reply stands in the room too. */
function whole(): History {
  const history = emptyHistory(1, 'embedded');
  history.wholeAt = history.endedAt = 1_000;
  history.threads.set(thread, { parent: room, seq: 1 });
  history.sends.set('c1', sent('c1', ann, room, 1));
  history.sends.set('c2', sent('c2', ann, thread, 1));
  history.sends.set('c3', sent('c3', ben, thread, 2, true));
  const shown = { id: thread, replies: 2, lastAt: 2, users: [ben, ann] };
  const root = message(room, 1, ann, 'c1', { thread: shown });
  const reference = message(room, 2, ben, 'c3', { fromThread: { thread, seq: 2 } });
  history.final.logs.set(room, { epoch: 'e', headSeq: 2, messages: [root, reference] });
  const replies = [message(thread, 1, ann, 'c2'), message(thread, 2, ben, 'c3')];
  history.final.logs.set(thread, { epoch: 'e', headSeq: 2, messages: replies });
  for (const user of [ann, ben]) {
    const server = [entry(room, 2), entry(thread, 2, { kind: 'thread', root: { conversation: room, seq: 1 } })];
    history.final.inboxes.push({ device: user, user, server, shown: server, state: 'online' });
  }
  history.endedThreads.push({
    ...{ parent: 'r_gone' as ConversationId, thread: 't_gone' as ConversationId, ackedAt: 500 },
    answers: ['thread:open: not_found'],
  });
  return history;
}

const logOf = (history: History, conversation: ConversationId): Message[] =>
  history.final.logs.get(conversation)?.messages as Message[];
const replace = (messages: Message[], index: number, change: object): void => {
  messages[index] = { ...(messages[index] as Message), ...change };
};

const broken: readonly (readonly [CheckName, string, (history: History) => void])[] = [
  [
    'thread-wrong',
    'THR-3',
    (history) => replace(logOf(history, room), 0, { thread: { id: thread, replies: 3, lastAt: 2, users: [ben, ann] } }),
  ],
  ['thread-wrong', 'THR-3', (history) => replace(logOf(history, room), 0, { thread: undefined })],
  ['twin-wrong', 'THR-6', (history) => replace(logOf(history, room), 1, { content: 'as it was', edited: 5 })],
  ['twin-wrong', 'THR-6', (history) => replace(logOf(history, room), 1, { deleted: true, content: undefined })],
  ['twin-wrong', 'THR-6', (history) => void history.sends.set('c2', sent('c2', ann, thread, 1, true))],
  [
    'change-lost',
    'LOG-5',
    (history) => void history.struck.push({ device: ann, conversation: thread, seq: 1, askedAt: 300, ackedAt: 310 }),
  ],
  ['follow-wrong', 'THR-5', (history) => void history.final.inboxes[1]?.server.pop()],
  ['follow-wrong', 'THR-7', (history) => void history.final.inboxes[1]?.server.shift()],
  [
    'private-read',
    'THR-1',
    (history) => {
      const heard = new Map([[thread, []]]);
      history.final.inboxes.push({ device: 'eve', user: 'u_eve' as UserId, server: [], shown: [], state: 'online' });
      history.links.push({ device: 'eve', user: 'u_eve' as UserId, node: 'n1', heard, excused: new Set() });
    },
  ],
  ['thread-left', 'THR-8', (history) => void history.endedThreads[0]?.answers.push('history:fetch: ok')],
];

test('[VER-2] whole threads keep every promise', () => expect(check(whole())).toEqual([]));

test.each(broken)('[VER-2] %s [%s] is a violation', (name, rule, breakIt) => {
  const history = whole();
  breakIt(history);
  expect(check(history).map((violation) => `${violation.check} ${violation.rule}`)).toContain(`${name} ${rule}`);
});
