import { mayDegrade } from '../degraded.ts';
import type { History, MarkRecord } from '../history.ts';
import { marksOf } from '../inbox-marks.ts';
import { seconds, describeFaults } from './violation.ts';
import type { Violation } from './violation.ts';

/** Faults during which whoever is hit cannot answer. */
const silencing = /hang|half-open|slow|pause/;
/** What a silence leaves behind in the buffers of the network. */
const silenceAfterMs = 2_000;

/** Unread, marks, sessions, presence, names, answers, and whether everybody got whole again. */
export function checkPeople(history: History): Violation[] {
  const { final, wholeAt } = history;
  const violations: Violation[] = [];
  const violate = (check: Violation['check'], rule: string, at: number, story: string): void => {
    violations.push({ check, rule, at, story: `${story} ${describeFaults(history, at, at)}` });
  };
  for (const { device, user, server, shown, state } of final.inboxes) {
    const [there, here] = [marksOf(server), marksOf(shown)];
    for (const [conversation, mark] of Object.entries(there))
      if (here[conversation] !== mark)
        violate(
          'unread-wrong',
          'CLI-8',
          wholeAt,
          `Of ${conversation} the server says: ${mark}. The inbox of ${device} (${state}) still shows ${here[conversation] ?? 'nothing of it'}.`,
        );
    for (const conversation of Object.keys(here))
      if (there[conversation] === undefined)
        violate(
          'unread-wrong',
          'CLI-8',
          wholeAt,
          `The inbox of ${device} shows ${conversation}, which the server does not have in it.`,
        );
    for (const { conversation, head, read, unread } of server) {
      const log = final.logs.get(conversation);
      if (unread !== head.seq - read)
        violate(
          'unread-wrong',
          'READ-1',
          wholeAt,
          `The server tells ${device} that ${unread} are unread in ${conversation}, whose newest number is ${head.seq} and which is read up to ${read}: ${head.seq - read} are.`,
        );
      if (log && log.headSeq !== head.seq)
        violate(
          'unread-wrong',
          'READ-1',
          wholeAt,
          `The inbox of ${device} has ${head.seq} as the newest number of ${conversation}, whose history ends at ${log.headSeq}.`,
        );
      const marked = history.marks.filter(
        (mark) => mark.user === user && mark.conversation === conversation && mark.ackedAt !== null,
      );
      const highest = marked.reduce((most, mark) => Math.max(most, lastingOf(history, mark)), 0);
      const place = history.threads.get(conversation)?.parent ?? conversation;
      if (
        read < highest &&
        !history.removals.some((removal) => removal.user === user && removal.conversation === place)
      )
        violate(
          'mark-lost',
          'READ-1',
          wholeAt,
          `${device} marked ${conversation} as read up to ${highest}, which was acknowledged; in the end the server has it as read up to ${read}.`,
        );
    }
  }
  for (const { name, expected, found } of final.sessions)
    if (found !== expected)
      violate(
        'session-lost',
        'SES-5',
        wholeAt,
        `${name} came with the token it was given as ${expected}, and the server said: ${found}.`,
      );
  for (const { name, expected, afterMs } of final.ghosts)
    violate(
      'presence-wrong',
      'CLU-5',
      wholeAt,
      `${name} ${expected === 'offline' ? 'has left' : 'is connected'}, and ${afterMs / 1_000} s later others were still told that ${name} is ${expected === 'offline' ? 'online' : 'offline'}.`,
    );
  for (const { device, request, askedAt, forMs, node } of history.hung) {
    const isExcused = history.faults.some(
      ({ name, begunAt, endedAt }) =>
        silencing.test(name) && begunAt <= askedAt + forMs && endedAt + silenceAfterMs >= askedAt,
    );
    if (!isExcused)
      violate(
        'unanswered',
        'OPS-15',
        askedAt,
        `${device} sent the request ${request} to ${node} at ${seconds(askedAt)} and had no answer ${seconds(forMs)} later, on a connection that stayed open.`,
      );
  }
  for (const { device, request, askedAt, node } of history.internal)
    violate(
      'answered-internal',
      'SEC-3',
      askedAt,
      `${device} sent the request ${request} to ${node} at ${seconds(askedAt)}, and the answer was that the server itself had failed.`,
    );
  for (const { device, where, user, shown, now } of final.names)
    violate(
      'name-stale',
      'PEO-2',
      wholeAt,
      `Long after the last change ${device} still has "${shown}" as the name of ${user} (${where}), who is called "${now}".`,
    );
  for (const { device, conversation, what, shown, least, most } of final.counts)
    violate(
      'counts-wrong',
      'RES-7',
      wholeAt,
      `Of ${conversation} ${device} shows ${shown ?? 'no'} ${what === 'members' ? 'members' : 'members as online'}, long after everybody was at rest; there are ${least === most ? least : `${least} to ${most}`}.`,
    );
  for (const { username, user, foundAs, claim, session } of final.visitors) {
    if (session === user)
      violate(
        'session-revived',
        'SES-7',
        wholeAt,
        `${username} (${user}) signed out, which was acknowledged. In the end her token was good again.`,
      );
    if (foundAs !== username)
      violate(
        'trace-lost',
        'SES-11',
        wholeAt,
        `${username} (${user}) wrote, which was acknowledged, and signed out. Later she was found as: ${foundAs}.`,
      );
    if (claim === 'ok')
      violate(
        'trace-lost',
        'SES-10',
        wholeAt,
        `${username} (${user}) wrote, which was acknowledged, and signed out. Later somebody else was given her name.`,
      );
  }
  for (const { device, what } of final.notWhole)
    violate('not-whole', 'CLI-6', wholeAt, `Long after the last fault ${device} is not whole: ${what}.`);
  return violations;
}

/** A mark belongs to an epoch: of what a master had alone, and takes with it, it goes back to what was promised by then at the most. */
function lastingOf(history: History, { conversation, seq, ackedAt }: MarkRecord): number {
  if (ackedAt === null || !mayDegrade(history, ackedAt)) return seq;
  const promised = [...history.sends.values()].flatMap(({ acks }) =>
    acks.filter((ack) => ack.conversation === conversation && ack.at <= ackedAt && !ack.degraded),
  );
  return promised.reduce((most, ack) => Math.max(most, Math.min(seq, ack.seq)), 0);
}
