import type { ConversationId, Entry, Message, Thread } from '@rookery/protocol';
import type { FinalLog, History, SendRecord } from '../history.ts';
import { describeFaults, describeSend, seconds } from './violation.ts';
import type { Violation } from './violation.ts';

/** So many of those who wrote are shown under a root. */
const shownUsers = 5;
type Logs = ReadonlyMap<ConversationId, FinalLog>;

/** What a root must show, from the thread's own log; undefined where nothing was said. */
function threadIn(id: ConversationId, { headSeq, messages }: FinalLog): Omit<Thread, 'id'> | undefined {
  const last = messages.at(-1);
  if (!last) return undefined;
  const users = [...new Set(messages.toReversed().map(({ user }) => user.id))].slice(0, shownUsers);
  return { replies: headSeq, lastAt: last.at, users };
}

const inWords = (thread: Omit<Thread, 'id'> | undefined): string =>
  thread ? `${thread.replies} replies, the last at ${thread.lastAt}, by ${thread.users.join(', ')}` : 'no thread';

/** Whether a message stands where it is because it was said in a thread too. One that was deleted says so no longer. */
export const isReference = ({ sends, threads }: History, message: Message): boolean =>
  message.fromThread !== undefined ||
  (sends.get(message.clientId ?? '')?.isInBoth === true && !threads.has(message.conversation));

/** Whether a message shows the thread that the log of that thread tells of; true where there is none to compare with. */
export function showsItsThread({ thread }: Message, logs: Logs): boolean {
  const log = thread && logs.get(thread.id);
  return !log || inWords(thread) === inWords(threadIn(thread.id, log));
}

/** Threads in the end: what roots show, what stands in both, who follows what, and what went with its room. */
export function checkThreads(history: History): Violation[] {
  return [
    ...checkRoots(history),
    ...checkTwins(history),
    ...checkStruck(history),
    ...checkFollowers(history),
    ...checkHearers(history),
    ...checkEnded(history),
  ];
}

const atTheEnd = (history: History, check: Violation['check'], rule: string, story: string): Violation => ({
  check,
  rule,
  at: history.wholeAt,
  story: `${story} ${describeFaults(history, 0, history.wholeAt)}`,
});

/** The root says what the thread's log says: in the history, and on the screens. */
function checkRoots(history: History): Violation[] {
  const { final, threads } = history;
  const violations: Violation[] = [];
  const compare = (thread: ConversationId, where: string, shown: Message | undefined): void => {
    const log = final.logs.get(thread);
    if (!log || !shown) return;
    const [is, must] = [inWords(shown.thread), inWords(threadIn(thread, log))];
    if (is !== must)
      violations.push(
        atTheEnd(
          history,
          'thread-wrong',
          'THR-3',
          `${where} number ${shown.seq} of ${shown.conversation} (changed by ${shown.rev ?? 0}, of ${final.logs.get(shown.conversation)?.messages[shown.seq - 1]?.rev ?? 0}) shows ${is}; the log of ${thread} says ${must}.`,
        ),
      );
  };
  for (const [thread, { parent, seq }] of threads) {
    compare(thread, 'In the history', final.logs.get(parent)?.messages[seq - 1]);
    for (const { device, conversation, items } of final.timelines)
      if (conversation === parent)
        for (const item of items)
          if (item.kind === 'message' && item.message.seq === seq)
            compare(thread, `The timeline of ${device} in the end:`, item.message);
  }
  return violations;
}

/** What its parent is to have too stands in both or in neither, under one `clientId`, and reads the same. */
function checkTwins(history: History): Violation[] {
  const { final, sends, threads } = history;
  const references = Map.groupBy(
    [...final.logs.values()].flatMap(({ messages }) => messages.filter((message) => isReference(history, message))),
    ({ clientId }): string => clientId ?? '',
  );
  const violations: Violation[] = [];
  const violate = (story: string): void => {
    violations.push(atTheEnd(history, 'twin-wrong', 'THR-6', story));
  };
  for (const [thread, { parent }] of threads) {
    if (!final.logs.has(parent)) continue;
    for (const reply of final.logs.get(thread)?.messages ?? []) {
      const send = sends.get(reply.clientId ?? '');
      if (!send) continue;
      const twins = references.get(send.clientId) ?? [];
      references.delete(send.clientId);
      const [twin] = twins;
      if (twins.length !== (send.isInBoth ? 1 : 0))
        violate(
          `${describeSend(send)} It was ${send.isInBoth ? '' : 'not '}to stand in ${parent} too, where it stands ${twins.length} times.`,
        );
      else if (twin && (asRead(twin) !== asRead(reply) || (twin.fromThread && twin.fromThread.seq !== reply.seq)))
        violate(
          `${describeSend(send)} In ${thread} number ${reply.seq} reads ${asRead(reply)}, and in ${parent} number ${twin.seq}, which says that it is number ${twin.fromThread?.seq}, reads ${asRead(twin)}.`,
        );
    }
  }
  for (const [, [twin]] of references)
    if (twin)
      violate(
        `Number ${twin.seq} of ${twin.conversation} reads ${asRead(twin)} and was said in a thread, in which it does not stand.`,
      );
  return violations;
}

const asRead = ({ clientId, user, content, deleted, edited }: Message): string =>
  `${deleted ? 'nothing: it was deleted' : `"${(content ?? '').slice(0, 40)}"${edited === undefined ? '' : ' (edited)'}`} by ${user.id} (${clientId ?? 'no clientId'})`;

/** What was deleted stays so, and a root that was leaves its thread. */
function checkStruck(history: History): Violation[] {
  return history.struck.flatMap(({ device, conversation, seq, ackedAt }): Violation[] => {
    const message = history.final.logs.get(conversation)?.messages[seq - 1];
    if (ackedAt === null || !message || message.deleted) return [];
    return [
      atTheEnd(
        history,
        'change-lost',
        'LOG-5',
        `${device} deleted number ${seq} of ${conversation}, which was acknowledged at ${seconds(ackedAt)}; in the end it reads "${(message.content ?? '').slice(0, 40)}".`,
      ),
    ];
  });
}

/** Who follows a thread has a line of it, and nobody has one without the parent's. */
function checkFollowers(history: History): Violation[] {
  const { final, sends, follows, removals, threads } = history;
  return final.inboxes.flatMap(({ device, user, server }): Violation[] => {
    const lines = new Map<ConversationId, Entry>(server.map((entry) => [entry.conversation, entry]));
    const orphans = server.filter(({ root }) => root && !lines.has(root.conversation));
    const violations = orphans.map(({ conversation, root }) =>
      atTheEnd(
        history,
        'follow-wrong',
        'THR-7',
        `The inbox of ${device} has ${conversation}, and not ${root?.conversation}, whose thread it is.`,
      ),
    );
    for (const [thread, { parent }] of threads) {
      // Whoever was put out meanwhile has lost it.
      if (!lines.has(parent) || removals.some((one) => one.user === user && one.conversation === parent)) continue;
      const hers = follows.filter((one) => one.user === user && one.thread === thread && one.act !== 'look');
      const lastOff = hers.findLast(({ act }) => act === 'unfollow');
      const since = lastOff ? (lastOff.ackedAt ?? Infinity) : -1;
      const wrote = [...sends.values()].find(
        (send) =>
          send.user === user &&
          send.begunAt > since &&
          !mayBeForgotten(history, send) &&
          send.acks.some((ack) => ack.conversation === thread && !ack.degraded),
      );
      const followed = hers.find(
        ({ act, askedAt, ackedAt }) => act === 'follow' && ackedAt !== null && askedAt > since,
      );
      if ((wrote || followed) && !lines.has(thread))
        violations.push(
          atTheEnd(
            history,
            'follow-wrong',
            'THR-5',
            `${wrote ? describeSend(wrote) : `${device} followed ${thread}, which was acknowledged at ${seconds(followed?.ackedAt ?? 0)}.`} Its writer has no line of ${thread} in the end.`,
          ),
        );
    }
    return violations;
  });
}

/** That she follows what she writes in waits for no second machine in the cluster, unlike her message: a failover may take it. */
const mayBeForgotten = ({ mode, faults }: History, { begunAt }: SendRecord): boolean =>
  mode === 'target' ||
  (mode === 'cluster' && faults.some(({ name, endedAt }) => /master/.test(name) && endedAt >= begunAt));

/** A thread is heard by nobody who does not belong to its parent. */
function checkHearers(history: History): Violation[] {
  const { final, threads, removals, lives, links } = history;
  const belonged = new Set([
    ...final.inboxes.flatMap(({ user, server }) => server.map(({ conversation }) => `${user} ${conversation}`)),
    ...removals.map(({ user, conversation }) => `${user} ${conversation}`),
  ]);
  const watched = new Set(final.inboxes.map(({ user }) => user));
  const heard = [
    ...lives.map(({ device, user, told }) => ({ device, user, told: [...told.keys()] })),
    ...links.map(({ device, user, heard: told }) => ({ device, user, told: [...told.keys()] })),
  ];
  return heard.flatMap(({ device, user, told }) =>
    told.flatMap((thread): Violation[] => {
      const parent = threads.get(thread)?.parent;
      if (parent === undefined || !watched.has(user) || belonged.has(`${user} ${parent}`)) return [];
      return [
        atTheEnd(
          history,
          'private-read',
          'THR-1',
          `${device} was told messages of ${thread}, and never belonged to ${parent}.`,
        ),
      ];
    }),
  );
}

/** A room that ends takes its threads along. */
function checkEnded(history: History): Violation[] {
  const { final, endedThreads } = history;
  return endedThreads.flatMap(({ parent, thread, ackedAt, answers }): Violation[] => {
    const wrong = answers.filter((answer) => !answer.endsWith(': not_found'));
    const left = final.inboxes.filter(({ server }) => server.some(({ conversation }) => conversation === thread));
    if (wrong.length + left.length === 0) return [];
    return [
      atTheEnd(
        history,
        'thread-left',
        'THR-8',
        `The room ${parent} was ended, which was acknowledged at ${seconds(ackedAt)}. In the end its thread ${thread} ${wrong.length > 0 ? `answered ${wrong.join(', ')}` : `is in the inbox of ${left.map(({ device }) => device).join(', ')}`}.`,
      ),
    ];
  });
}
