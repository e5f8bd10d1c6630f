import type { ConversationId, Message, UserId } from '@rookery/protocol';
import type { FinalLog, History, LifeRecord, LinkRecord, Told } from '../history.ts';
import { reactionsOf, seconds, describeFaults } from './violation.ts';
import type { Violation } from './violation.ts';

/** What clients were told, and what they showed, against what is stored. */
export function checkDelivery(history: History): Violation[] {
  // Who was outside meanwhile is owed what was written after she was in again.
  const inAt = new Map<string, number>();
  for (const { user, conversation, inAt: at } of history.removals) {
    const key = `${user} ${conversation}`;
    inAt.set(key, Math.max(inAt.get(key) ?? 0, at ?? Infinity));
  }
  // Of a thread nothing is owed to whoever let go of it, or looked at it only; with its parent it is lost.
  const loose = new Set(
    history.follows.filter(({ act }) => act !== 'follow').map(({ user, thread }) => `${user} ${thread}`),
  );
  const owedFrom: OwedFrom = (user, conversation) => {
    const parent = history.threads.get(conversation)?.parent;
    if (parent === undefined) return inAt.get(`${user} ${conversation}`) ?? null;
    // Following by itself waits for no second machine: a failover may take it, for a while or for good.
    if (history.mode === 'cluster' && history.faults.some(({ name }) => /master/.test(name))) return Infinity;
    return loose.has(`${user} ${conversation}`) || inAt.has(`${user} ${parent}`) ? Infinity : null;
  };
  return [
    ...history.lives.flatMap((life) => checkLife(history, life, owedFrom)),
    ...history.links.flatMap((link) => checkLink(history, link)),
    ...history.displayed.map(({ device, conversation, at, what }): Violation => ({
      check: 'shown-wrong',
      rule: 'CLI-2',
      at,
      story: `At ${seconds(at)} the timeline of ${device} in ${conversation} ${what}. ${describeFaults(history, at, at)}`,
    })),
    ...checkTimelines(history),
  ];
}

/** From when on a user is owed everything; null: always. */
type OwedFrom = (user: UserId, conversation: ConversationId) => number | null;

function checkLife(history: History, life: LifeRecord, owedFrom: OwedFrom): Violation[] {
  const violations: Violation[] = [];
  const isHere = life.endedAt === null || life.endedAt >= history.wholeAt;
  const owes = (conversation: ConversationId, heldSeq: number, log: FinalLog): void => {
    const from = owedFrom(life.user, conversation);
    const missed = from === null ? heldSeq : firstWrittenAfter(history, log, from);
    if (missed !== null && missed >= heldSeq && missed < log.headSeq)
      violations.push(describeSilence(history, life, conversation, missed, log));
  };
  for (const [conversation, { resets, messages }] of life.told) {
    const log = history.final.logs.get(conversation);
    if (!log) continue;
    const isMember = owedFrom(life.user, conversation) === null;
    const wrong = firstWrong(messages, log, isMember);
    // Who is gone, or was outside, cannot be told that a failover lost what nobody had been promised.
    if (wrong && !((!isHere || !isMember) && mayBeLost(history, wrong.told)))
      violations.push(describeTold(history, life.device, conversation, wrong));
    const last = messages.at(-1);
    if (isHere && last) owes(conversation, last.seq, log);
    const base = life.base?.get(conversation);
    const first = messages[0];
    if (resets === 0 && isMember && base !== undefined && first && first.seq > base + 1)
      violations.push(describeSilence(history, life, conversation, base, log));
  }
  if (!isHere) return violations;
  // Of what nothing at all was told.
  for (const [conversation, base] of life.base ?? []) {
    const log = history.final.logs.get(conversation);
    if (log && !life.told.has(conversation)) owes(conversation, base, log);
  }
  return violations;
}

/**
 * Told but not acknowledged under that number, and then its master went: PROTOCOL allows that it is gone, under another epoch. A node that
 * writes it anew gives it another number, and the same id.
 */
function mayBeLost(history: History, { id, seq, at }: Told): boolean {
  const isPromised = [...history.sends.values()].some(({ acks }) =>
    acks.some((ack) => ack.id === id && ack.seq === seq && !ack.degraded),
  );
  return (
    !isPromised &&
    // Of a deployment of somebody's own, nobody tells us what happens to it when.
    (history.mode === 'target' ||
      history.faults.some(({ name, begunAt, endedAt }) => /master/.test(name) && begunAt <= at && at <= endedAt))
  );
}

/** The number before the first message that was written after a moment. */
function firstWrittenAfter(history: History, { messages }: FinalLog, at: number): number | null {
  const index = messages.findIndex(({ clientId }) => {
    const send = clientId === undefined ? undefined : history.sends.get(clientId);
    return send !== undefined && send.begunAt > at;
  });
  return index < 0 ? null : index;
}

type Wrong = {
  readonly told: Told;
  readonly before: Told | undefined;
  readonly why: string;
  readonly check: 'told-out-of-order' | 'told-something-else';
};

function firstWrong(messages: readonly Told[], log: FinalLog, isDense: boolean): Wrong | null {
  for (const [index, told] of messages.entries()) {
    const before = messages[index - 1];
    if (before && (isDense ? told.seq !== before.seq + 1 : told.seq <= before.seq))
      return { told, before, why: describeStep(before.seq, told.seq), check: 'told-out-of-order' };
    const stored = log.messages[told.seq - 1];
    if (stored?.id !== told.id)
      return {
        told,
        before,
        why: `while the history has ${describeStored(stored)} there`,
        check: 'told-something-else',
      };
  }
  return null;
}

const describeStep = (before: number, seq: number): string =>
  seq === before
    ? 'which it had been told right before'
    : seq < before
      ? `after it had been told number ${before}`
      : `right after number ${before}: ${seq === before + 2 ? `number ${before + 1} was` : `numbers ${before + 1} to ${seq - 1} were`} left out`;

const describeStored = (stored: Message | undefined): string =>
  stored ? `"${(stored.content ?? '').slice(0, 40)}" of ${stored.from} (${stored.id})` : 'nothing';

const describeTold = (
  history: History,
  device: string,
  conversation: ConversationId,
  { told, why, check }: Wrong,
): Violation => ({
  check,
  rule: check === 'told-out-of-order' ? 'CLI-5' : 'CLU-9',
  at: told.at,
  story: `At ${seconds(told.at)} ${device} was told number ${told.seq} of ${conversation} ("${told.content.slice(0, 40)}", ${told.id}), ${why}. ${describeFaults(history, told.at, told.at)}`,
});

const describeSilence = (
  history: History,
  life: LifeRecord,
  conversation: ConversationId,
  seq: number,
  { headSeq, messages }: FinalLog,
): Violation => {
  const missed = messages[seq];
  const send = missed?.clientId === undefined ? undefined : history.sends.get(missed.clientId);
  const at = send?.begunAt ?? history.wholeAt;
  return {
    check: 'told-not-at-all',
    rule: 'RES-3',
    at,
    story: `${life.device}, whose program ran from ${seconds(life.begunAt)} to ${life.endedAt === null ? 'the end' : seconds(life.endedAt)}, holds ${conversation} up to number ${seq} and was never told number ${seq + 1}${missed ? ` ("${(missed.content ?? '').slice(0, 40)}" of ${missed.from}${send ? `, written at ${seconds(send.begunAt)}` : ''})` : ''}; the history goes on to number ${headSeq}. ${describeFaults(history, at, at)}`,
  };
};

/** What the history has under a number, by whom and when it was written and acknowledged. */
function describeSent(history: History, conversation: ConversationId, seq: number): string {
  const stored = history.final.logs.get(conversation)?.messages[seq - 1];
  const send = stored?.clientId === undefined ? undefined : history.sends.get(stored.clientId);
  const acks = (send?.acks ?? []).map(
    (ack) => `acknowledged by ${ack.node} as ${ack.seq} (${ack.id}) at ${seconds(ack.at)}`,
  );
  return [
    `number ${seq} is ${describeStored(stored)}`,
    ...(send ? [`written at ${seconds(send.begunAt)} by ${send.device}`] : []),
    ...acks,
  ].join(', ');
}

/** Without a client of ours: on one connection, rising and without a gap, unless the server said that it stopped. */
function checkLink(history: History, link: LinkRecord): Violation[] {
  const violations: Violation[] = [];
  for (const [conversation, heard] of link.heard) {
    if (link.excused.has(conversation)) continue;
    const place = history.threads.get(conversation)?.parent ?? conversation;
    const isMoved = history.removals.some(({ user, conversation: room }) => user === link.user && room === place);
    for (const [index, told] of heard.entries()) {
      const before = heard[index - 1];
      if (!before || (isMoved ? told.seq > before.seq : told.seq === before.seq + 1)) continue;
      violations.push({
        check: 'told-out-of-order',
        rule: 'LOG-1',
        at: told.at,
        story: `At ${seconds(told.at)} ${link.node} sent ${link.device} (a raw Socket.IO client) number ${told.seq} (${told.id}) of ${conversation} on the connection on which it had sent number ${before.seq} (${before.id}) at ${seconds(before.at)}: ${told.seq > before.seq ? `what is between was left out (${describeSent(history, conversation, before.seq + 1)})` : 'numbers must rise'}. ${describeFaults(history, before.at, told.at)}`,
      });
      break;
    }
  }
  return violations;
}

/** What stands on the screens in the end. */
function checkTimelines(history: History): Violation[] {
  return history.final.timelines.flatMap(({ device, conversation, state, items }): Violation[] => {
    const log = history.final.logs.get(conversation);
    if (!log) return [];
    const violate = (what: string): Violation[] => [
      {
        check: 'shown-wrong',
        rule: 'CLI-2',
        at: history.wholeAt,
        story: `In the end the timeline of ${device} in ${conversation} ${what}. ${describeFaults(history, 0, history.wholeAt)}`,
      },
    ];
    const shown = items.flatMap((item) => (item.kind === 'message' ? [item.message] : []));
    const last = shown.at(-1);
    if ((last?.seq ?? 0) !== log.headSeq)
      return violate(`ends at number ${last?.seq ?? 0}, and the log at ${log.headSeq} (it is ${state})`);
    for (const [index, message] of shown.entries()) {
      const before = shown[index - 1];
      if (before && message.seq !== before.seq + 1) return violate(`has number ${message.seq} after ${before.seq}`);
      const stored = log.messages[message.seq - 1];
      if (!stored) continue;
      if (stored.id !== message.id)
        return violate(
          `shows ${describeStored(message)} as number ${message.seq}, where the history has ${describeStored(stored)}`,
        );
      if (stored.content !== message.content)
        return violate(
          `shows "${(message.content ?? '').slice(0, 40)}" as number ${message.seq}, which reads "${(stored.content ?? '').slice(0, 40)}"`,
        );
      if (reactionsOf(stored.reactions) !== reactionsOf(message.reactions))
        return violate(
          `shows the reactions ${reactionsOf(message.reactions)} at number ${message.seq}, which has ${reactionsOf(stored.reactions)}`,
        );
    }
    return [];
  });
}
