import type { History } from '../history.ts';
import type { CallRecord, ListenerRecord } from '../push-records.ts';
import { describeFaults, seconds } from './violation.ts';
import type { Violation } from './violation.ts';

/** So long after it was written a message is pushed to whoever has not read it. */
export const dueMs = 10_000;
/** Between the clocks of the run and of a node. */
const clocksMs = 300;

/** Every push that is due comes at least once, shows once on a device, and none comes of what was read before it was due. */
export function checkPushes(history: History): Violation[] {
  return [
    ...pushesOwed(history).map(({ listener, call }): Violation => ({
      check: 'push-lost',
      rule: 'PUSH-9',
      at: call.askedAt,
      story: `${describe(call)}. ${listener.name} never read it, and her device was not pushed to. ${describeFaults(history, call.askedAt, call.askedAt + dueMs)}`,
    })),
    ...history.listeners.flatMap((listener) => checkListener(history, listener)),
    ...history.pushFaults.map((fault): Violation => ({
      check: 'push-wrong',
      rule: 'PUSH-3',
      at: history.wholeAt,
      story: `What came for a device is no push: ${fault}.`,
    })),
  ];
}

/** Of messages that were acknowledged, are in the log, and were never marked as read: those that did not come. */
export function pushesOwed(history: History): { readonly listener: ListenerRecord; readonly call: CallRecord }[] {
  return history.calls.flatMap((call) => {
    const log = history.final.logs.get(call.conversation);
    const message = log?.messages.find(({ content }) => content === call.content);
    if (call.ackedAt === null || !message) return [];
    return history.listeners.flatMap((listener) =>
      marksOf(history, listener, call, message.seq).length > 0 ||
      listener.pushes.some(({ body }) => body === call.content)
        ? []
        : [{ listener, call }],
    );
  });
}

/** Also those whose outcome is unknown. */
const marksOf = (history: History, { user }: ListenerRecord, { conversation }: CallRecord, seq: number) =>
  history.marks.filter((mark) => mark.user === user && mark.conversation === conversation && mark.seq >= seq);

function checkListener(history: History, listener: ListenerRecord): Violation[] {
  const { name, pushes } = listener;
  return pushes.flatMap(({ at, body, tag, topic }): Violation[] => {
    const call = history.calls.find(({ content }) => content === body);
    const wrong = (check: 'push-wrong' | 'push-of-read', rule: string, what: string): Violation[] => [
      { check, rule, at, story: `${what} ${describeFaults(history, call?.askedAt ?? at, at)}` },
    ];
    if (!call) return wrong('push-wrong', 'PUSH-5', `The device of ${name} was pushed “${body}”, which nobody wrote.`);
    // By these a device, and its service, put one in the place of another.
    if (tag !== call.conversation || topic !== pushes[0]?.topic)
      return wrong(
        'push-wrong',
        'PUSH-7',
        `${describe(call)}. The push to ${name} has the tag ${tag} and the topic ${topic}: her device shows it beside the others of the room.`,
      );
    const read =
      call.seq === null
        ? undefined
        : marksOf(history, listener, call, call.seq).find(
            ({ ackedAt }) => ackedAt !== null && ackedAt < call.askedAt + dueMs - clocksMs && ackedAt < at,
          );
    if (!read || hasJumped(history, call.askedAt, at)) return [];
    return wrong(
      'push-of-read',
      'PUSH-5',
      `${describe(call)}. ${name} read it, acknowledged at ${seconds(read.ackedAt ?? 0)}, and her device was pushed to at ${seconds(at)}.`,
    );
  });
}

/** Where a clock has jumped nobody knows from outside when something was due. */
const hasJumped = ({ faults }: History, from: number, to: number): boolean =>
  faults.some(
    ({ name, skipped, begunAt, endedAt }) =>
      skipped === null && name.startsWith('jump of the clock') && begunAt <= to && endedAt >= from,
  );

const describe = ({ device, content, conversation, seq, askedAt }: CallRecord): string =>
  `${device} wrote “${content}” in ${conversation} at ${seconds(askedAt)}${seq === null ? '' : `, number ${seq}`}`;
