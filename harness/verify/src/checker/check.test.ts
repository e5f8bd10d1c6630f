import type { ConversationId, Entry, Message, UserId } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { emptyHistory } from '../history.ts';
import type { History, SendRecord } from '../history.ts';
import { check } from './check.ts';
import type { CheckName } from './violation.ts';

const room = 'r_room' as ConversationId;
const [ann, ben] = ['u_ann' as UserId, 'u_ben' as UserId];

const message = (seq: number, user: UserId, content: string): Message =>
  ({
    id: `m_${seq}`,
    conversation: room,
    seq,
    from: user.slice(2),
    user: { id: user, displayName: user, rev: 0 },
    content,
    at: seq,
    clientId: `c${seq}`,
  }) as unknown as Message;

const entry = (head: number, read: number): Entry =>
  ({
    conversation: room,
    kind: 'room',
    head: { epoch: 'e', seq: head, id: `m_${head}`, rev: 0, change: null },
    read,
    unread: head - read,
    mentions: 0,
    last: null,
  }) as unknown as Entry;

/** Two people, three messages, all as it must be. */
function whole(): History {
  const history = emptyHistory(1, 'embedded');
  history.wholeAt = 900;
  history.endedAt = 1_000;
  const messages = [message(1, ann, 'one'), message(2, ben, 'two'), message(3, ann, 'three')];
  for (const { seq, id, clientId, user, content } of messages) {
    const send: SendRecord = {
      clientId: clientId ?? '',
      device: user.id,
      user: user.id,
      content: content ?? '',
      begunAt: seq * 100,
      kept: true,
      conversation: room,
      acks: [
        {
          at: seq * 100 + 20,
          askedAt: seq * 100,
          node: 'n1',
          conversation: room,
          seq,
          id,
          duplicate: false,
          degraded: false,
        },
      ],
      attempts: 1,
      refused: null,
    };
    history.sends.set(send.clientId, send);
  }
  history.final.logs.set(room, { epoch: 'e', headSeq: 3, messages });
  for (const user of [ann, ben]) {
    history.lives.push({
      device: user,
      user,
      begunAt: 0,
      endedAt: null,
      base: new Map([[room, 0]]),
      told: new Map([
        [
          room,
          {
            resets: 0,
            messages: messages.map(({ seq, id, user: from, content }) => ({
              seq,
              id,
              at: seq * 100 + 10,
              from: from.id,
              content: content ?? '',
            })),
          },
        ],
      ]),
    });
    history.final.inboxes.push({ device: user, user, server: [entry(3, 2)], shown: [entry(3, 2)], state: 'online' });
    history.final.timelines.push({
      device: user,
      conversation: room,
      state: 'ready',
      items: messages.map((each) => ({ kind: 'message', message: each })),
    });
    history.final.sessions.push({ name: user, expected: user, found: user });
  }
  return history;
}

const log = (history: History): Message[] => history.final.logs.get(room)?.messages as Message[];
const send = (history: History, seq: number): SendRecord => history.sends.get(`c${seq}`) as SendRecord;
const inboxOf = (history: History, device: string): Entry[] =>
  history.final.inboxes.find((inbox) => inbox.device === device)?.server ?? [];
const told = (history: History) => history.lives[1]?.told.get(room)?.messages ?? [];
const replace = <Item extends object>(items: Item[], index: number, change: Partial<Item>): void => {
  items[index] = { ...(items[index] as Item), ...change };
};

const vera = { username: 'vera', user: 'u_vera' as UserId };
const left = { ...vera, how: 'had been signed out', rule: 'ACC-7' };
const invited = { conversation: room, uses: 1, askedAt: 300 };

const broken: readonly (readonly [CheckName, string, (history: History) => void])[] = [
  ['acked-lost', 'OPS-10', (history) => replace(log(history), 2, { clientId: undefined, id: 'm_x' } as never)],
  ['stored-twice', 'LOG-2', (history) => replace(log(history), 2, { clientId: 'c1' } as never)],
  ['hole-in-log', 'LOG-1', (history) => replace(log(history), 2, { seq: 4 })],
  [
    'acks-disagree',
    'LOG-2',
    (history) => void send(history, 1).acks.push({ ...(send(history, 1).acks[0] as SendRecord['acks'][0]), seq: 7 }),
  ],
  ['ack-disagrees-with-log', 'LOG-10', (history) => replace(send(history, 2).acks, 0, { id: 'm_other' })],
  [
    'writing-order',
    'CLI-1',
    (history) => void history.sends.set('c1', { ...send(history, 1), begunAt: 350, acks: [] }),
  ],
  ['real-time-order', 'LOG-1', (history) => void history.sends.set('c2', { ...send(history, 2), begunAt: 500 })],
  ['invented', 'LOG-3', (history) => replace(log(history), 1, { content: 'never said' })],
  [
    'never-stored',
    'CLI-1',
    (history) => void history.sends.set('c9', { ...send(history, 1), clientId: 'c9', acks: [] }),
  ],
  ['refused-without-cause', 'CLI-6', (history) => void (send(history, 1).refused = 'forbidden')],
  ['told-out-of-order', 'CLI-5', (history) => void told(history).splice(1, 1)],
  ['told-not-at-all', 'RES-3', (history) => void told(history).splice(2, 1)],
  ['told-something-else', 'CLU-9', (history) => replace(told(history), 1, { id: 'm_ghost' })],
  ['shown-wrong', 'CLI-2', (history) => void (history.final.timelines[0]?.items as unknown[] | undefined)?.pop()],
  [
    'private-read',
    'ROOM-6',
    (history) =>
      void history.removals.push({ user: ben, conversation: room, askedAt: 200, ackedAt: 220, backAt: 800, inAt: 820 }),
  ],
  [
    'right-exceeded',
    'ROOM-10',
    (history) => void history.oversteps.push({ device: ben, conversation: room, request: 'room:edit', askedAt: 300 }),
  ],
  [
    'act-unrecorded',
    'AUD-2',
    (history) => {
      const act = { act: 'room:ban' as const, room, user: ben, reason: 'once' };
      history.acts.push({ ...act, askedAt: 300, ackedAt: 320 });
      history.final.records = [act, act];
    },
  ],
  ['degraded-without-cause', 'CLU-6', (history) => replace(send(history, 1).acks, 0, { degraded: true })],
  [
    'unread-wrong',
    'CLI-8',
    (history) =>
      void history.final.inboxes.splice(0, 1, {
        device: ann,
        user: ann,
        server: [entry(3, 2)],
        shown: [entry(3, 1)],
        state: 'online',
      }),
  ],
  [
    'mark-lost',
    'READ-1',
    (history) =>
      void history.marks.push({ user: ann, conversation: room, seq: 3, rev: null, askedAt: 340, ackedAt: 350 }),
  ],
  [
    'change-lost',
    'LOG-4',
    (history) =>
      void history.changes.push({
        device: ann,
        kind: 'edit',
        conversation: room,
        seq: 1,
        value: 'uno',
        on: true,
        user: ann,
        askedAt: 400,
        ackedAt: 410,
        rev: 1,
      }),
  ],
  [
    'session-lost',
    'SES-5',
    (history) => void history.final.sessions.push({ name: 'ann', expected: ann, found: 'unauthorized' }),
  ],
  [
    'presence-wrong',
    'CLU-5',
    (history) => void history.final.ghosts.push({ name: 'ann', expected: 'offline', afterMs: 15_000 }),
  ],
  [
    'unanswered',
    'OPS-15',
    (history) =>
      void history.hung.push({ device: ann, request: 'message:room', askedAt: 300, forMs: 11_500, node: 'n1' }),
  ],
  [
    'answered-internal',
    'SEC-3',
    (history) => void history.internal.push({ device: ann, request: 'room:join', askedAt: 300, node: 'n1' }),
  ],
  [
    'name-stale',
    'PEO-2',
    (history) =>
      void history.final.names.push({ device: ann, where: 'the inbox', user: ben, shown: 'Ben', now: 'Benjamin' }),
  ],
  [
    'counts-wrong',
    'RES-7',
    (history) =>
      void history.final.counts.push({
        ...{ device: ann, conversation: room, what: 'members', shown: 3, least: 2, most: 2 },
      }),
  ],
  ['calls-wrong', 'READ-2', (history) => replace(inboxOf(history, ann), 0, { mentions: 1 })],
  ['calls-wrong', 'LOG-17', (history) => replace(inboxOf(history, ann), 0, { mentions: 1, calledLate: 1 })],
  ['calls-wrong', 'LOG-13', (history) => replace(log(history), 1, { mentions: [ann] })],
  [
    'trace-lost',
    'SES-11',
    (history) =>
      void history.final.visitors.push({
        username: 'vera',
        user: 'u_vera' as UserId,
        foundAs: 'nobody',
        claim: 'conflict',
        session: 'unauthorized',
      }),
  ],
  [
    'trace-lost',
    'SES-10',
    (history) =>
      void history.final.visitors.push({
        username: 'vera',
        user: 'u_vera' as UserId,
        foundAs: 'vera',
        claim: 'ok',
        session: 'unauthorized',
      }),
  ],
  [
    'session-revived',
    'SES-7',
    (history) =>
      void history.final.visitors.push({
        username: 'vera',
        user: 'u_vera' as UserId,
        foundAs: 'vera',
        claim: 'conflict',
        session: 'u_vera',
      }),
  ],
  [
    'right-exceeded',
    'ACC-16',
    (history) =>
      void history.oversteps.push({
        ...{ device: ann, conversation: room, request: 'message:room', askedAt: 300 },
        ...{ who: 'who had been deactivated', rule: 'ACC-16' },
      }),
  ],
  ['session-revived', 'ACC-7', (history) => void history.final.revived.push({ ...left, token: 't', endedAt: 300 })],
  [
    'shut-out',
    'ACC-16',
    (history) => void history.shutOut.push({ ...vera, rule: 'ACC-16', askedAt: 300, what: 'came' }),
  ],
  [
    'membership-wrong',
    'ACC-7',
    (history) => (history.final.misplaced = [{ ...left, conversation: room, isMember: true, since: 300 }]),
  ],
  [
    'invitation-overused',
    'INV-4',
    (history) => void history.invitations.push({ ...invited, accepted: [ann, ben], isSettled: false }),
  ],
  ['shut-out', 'INV-4', (history) => void history.invitations.push({ ...invited, accepted: [], isSettled: true })],
  [
    'trace-left',
    'FAC-9',
    (history) => void history.final.closed.push({ ...vera, foundAs: 'vera', shownAs: 'Vera', claim: 'conflict' }),
  ],
  [
    'trace-left',
    'FAC-9',
    (history) =>
      void history.final.closed.push({
        user: ann,
        username: 'ann',
        foundAs: ann,
        shownAs: 'Nobody',
        claim: 'conflict',
      }),
  ],
  [
    'trace-lost',
    'FAC-9',
    (history) => void history.final.closed.push({ ...vera, foundAs: vera.user, shownAs: 'Nobody', claim: 'ok' }),
  ],
  ['not-whole', 'CLI-6', (history) => void history.final.notWhole.push({ device: ann, what: 'it is not connected' })],
];

test('[VER-2] a whole history gives no violation', () => {
  expect(check(whole())).toEqual([]);
});

test.each(broken)('[VER-2] %s is found, as %s', (name, rule, breakIt) => {
  const history = whole();
  breakIt(history);
  const found = check(history).find((violation) => violation.check === name);
  expect(found).toMatchObject({ rule });
  expect(found?.story).toMatch(/\.$/);
});

test('[VER-2] an invitation that was not used up while somebody has no answer, and an account that left nothing but its messages, are no violation', () => {
  const history = whole();
  history.invitations.push(
    { ...invited, accepted: [], isSettled: false },
    { ...invited, accepted: [ben], isSettled: true },
  );
  history.final.closed.push({ ...vera, foundAs: vera.user, shownAs: 'Nobody', claim: 'conflict' });
  expect(check(history)).toEqual([]);
});

test('[VER-2] who is named and was removed later, and could not come back, is no violation; who was out by then is', () => {
  const callsOf = (askedAt: number, ackedAt: number) => {
    const history = whole();
    history.people.push({ name: 'ben', username: 'ben', user: ben } as (typeof history.people)[0]);
    replace(log(history), 0, { content: 'one @ben', mentions: [ben] });
    for (const inbox of history.final.inboxes) if (inbox.user === ben) inbox.server.splice(0);
    history.removals.push({ user: ben, conversation: room, askedAt, ackedAt, backAt: null, inAt: null });
    return check(history).filter((violation) => violation.check === 'calls-wrong');
  };
  expect(callsOf(700, 720)).toEqual([]);
  expect(callsOf(20, 40)).toHaveLength(1);
});

test('[VER-2] who left before she could be told that a failover took back what nobody had been promised is no violation', () => {
  const history = whole();
  // Told as number 2, taken back, and written anew as number 3.
  replace(told(history), 1, { id: 'm_3', content: 'three', from: ann });
  told(history).pop();
  const life = history.lives[1];
  if (!life) throw new Error('nobody was there');
  life.endedAt = 300;
  const fault = { name: 'kill -9 of a redis master', target: 'redis-1', rule: 'CLU-2', begunAt: 150, endedAt: 500 };
  history.faults.push({ ...fault, healedAt: 400, skipped: null });
  expect(check(history)).toEqual([]);
  life.endedAt = null;
  expect(check(history).map((violation) => violation.check)).toContain('told-something-else');
});

test('[VER-2] a mark at what nobody had been promised may go with a master that had it alone; one at what was promised may not', () => {
  const marked = (mode: History['mode'], name: string): string[] => {
    const history: History = { ...whole(), mode };
    // What she read as number 3 was written again after a failover that took it.
    history.sends.get('c3')?.acks.splice(0, 1, {
      ...{
        at: 700,
        askedAt: 650,
        node: 'n1',
        conversation: room,
        seq: 3,
        id: 'm_3',
        duplicate: false,
        degraded: false,
      },
    });
    history.marks.push({ user: ann, conversation: room, seq: 3, rev: null, askedAt: 340, ackedAt: 350 });
    history.final.inboxes.splice(0, history.final.inboxes.length, {
      ...{ device: ann, user: ann, server: [entry(3, 2)], shown: [entry(3, 2)], state: 'online' as const },
    });
    history.faults.push({
      ...{ name, target: 'redis-1', rule: 'CLU-9', begunAt: 300, endedAt: 500, healedAt: 450, skipped: null },
    });
    return check(history).map((violation) => violation.check);
  };
  expect(marked('cluster', 'loss of the last writes of a redis master')).toEqual([]);
  expect(marked('cluster', 'reload of NGINX')).toEqual(['mark-lost']);
  expect(marked('embedded', 'kill -9 of the server')).toEqual(['mark-lost']);
});

test('[VER-2] a repeat under another clientId is a message stored twice, and alone one that nobody wrote under it', () => {
  const history = whole();
  const { headSeq, epoch, messages } = history.final.logs.get(room) ?? { headSeq: 0, epoch: '', messages: [] };
  const again = { ...message(4, ben, 'two'), clientId: 'c2-again' } as Message;
  history.final.logs.set(room, { epoch, headSeq: headSeq + 1, messages: [...messages, again] });
  expect(check(history).find((violation) => violation.check === 'stored-twice')?.story).toContain('c2-again');
  const alone = whole();
  replace(log(alone), 1, { clientId: 'c2-again' } as never);
  expect(check(alone).map((violation) => violation.check)).toContain('invented');
});

test('[VER-2] a story names people and rooms as the plan does, and tells the time of day of a deployment of somebody else', () => {
  const history = { ...whole(), mode: 'target' as const, beganAt: Date.UTC(2026, 10, 23, 12) };
  history.people.push({ name: 'p0', user: ann, username: 'ann' });
  history.rooms.set(room, 'the public room0');
  replace(log(history), 2, { clientId: undefined, id: 'm_x' } as never);
  const story = check(history).find((violation) => violation.check === 'acked-lost')?.story;
  expect(story).toContain('the public room0 (r_room)');
  expect(story).toContain('of p0 (m_x)');
  expect(story).toContain('2026-11-23 12:00:00.32 UTC');
});
