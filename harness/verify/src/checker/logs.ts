import type { ConversationId, Message } from '@rookery/protocol';
import { mayDegrade } from '../degraded.ts';
import type { History, SendRecord } from '../history.ts';
import { isReference } from './threads.ts';
import { seconds, describeFaults, describeSend } from './violation.ts';
import type { Violation } from './violation.ts';

/** What was acknowledged against what is stored. */
export function checkLogs(history: History): Violation[] {
  const violations: Violation[] = [];
  const found = new Map<string, { readonly conversation: ConversationId; readonly message: Message }[]>();
  const byText = new Map([...history.sends.values()].map((send) => [textKey(send.user, send.content), send]));
  for (const [conversation, { headSeq, messages }] of history.final.logs) {
    for (const [index, message] of messages.entries()) {
      if (message.seq !== index + 1) {
        violations.push({
          check: 'hole-in-log',
          rule: 'LOG-1',
          at: history.endedAt,
          story: `The history of ${conversation} has message ${message.seq} where ${index + 1} must stand; its head is ${headSeq}. ${describeFaults(history, 0, history.endedAt)}`,
        });
        break;
      }
    }
    if (messages.length !== headSeq)
      violations.push({
        check: 'hole-in-log',
        rule: 'LOG-1',
        at: history.endedAt,
        story: `The history of ${conversation} has ${messages.length} messages and its head says ${headSeq}.`,
      });
    for (const message of messages) {
      if (message.clientId === undefined || isReference(history, message)) continue;
      const others = found.get(message.clientId) ?? [];
      found.set(message.clientId, [...others, { conversation, message }]);
    }
    violations.push(...checkAuthors(history, conversation, messages, byText));
  }
  for (const send of history.sends.values())
    violations.push(...checkSend(history, send, found.get(send.clientId) ?? []));
  return [...violations, ...checkOrder(history, found)];
}

function checkSend(
  history: History,
  send: SendRecord,
  stored: readonly { readonly conversation: ConversationId; readonly message: Message }[],
): Violation[] {
  const told = describeSend(send);
  const violations: Violation[] = [];
  const violate = (check: Violation['check'], rule: string, at: number, what: string): void => {
    violations.push({ check, rule, at, story: `${told} ${what} ${describeFaults(history, send.begunAt, at)}` });
  };
  const isCluster = history.mode === 'cluster';
  const firm = send.acks.filter(({ degraded }) => !degraded);
  const [first] = firm;
  const [kept, second] = stored;
  if (first && !kept)
    violate(
      'acked-lost',
      isCluster ? 'CLU-2' : 'OPS-10',
      first.at,
      `In the history of ${first.conversation}, read at ${seconds(history.wholeAt)}, it is not: number ${first.seq} there is ${describePlace(history, first.conversation, first.seq)}.`,
    );
  if (kept && second)
    violate(
      'stored-twice',
      'LOG-2',
      send.acks.at(-1)?.at ?? send.begunAt,
      `It is stored as number ${kept.message.seq} and again as number ${second.message.seq}.`,
    );
  const other = firm.find(
    (ack) => first && (ack.seq !== first.seq || ack.id !== first.id || ack.conversation !== first.conversation),
  );
  if (first && other)
    violate('acks-disagree', 'LOG-2', other.at, 'Repeating it must give the first acknowledgement again.');
  if (
    first &&
    kept &&
    (kept.message.seq !== first.seq || kept.message.id !== first.id || kept.conversation !== first.conversation)
  )
    violate(
      'ack-disagrees-with-log',
      isCluster ? 'CLU-2' : 'LOG-10',
      first.at,
      `It is stored as number ${kept.message.seq} (${kept.message.id}) of ${kept.conversation}.`,
    );
  for (const ack of send.acks)
    if (ack.degraded && !mayDegrade(history, ack.at))
      violate('degraded-without-cause', 'CLU-6', ack.at, 'No fault had taken the second copy of a shard.');
  const wasOutside = history.removals.some(
    ({ user, inAt }) => user === send.user && (inAt === null || inAt > send.begunAt),
  );
  // What a program without our client uploads while a shard has no second copy can go with the first one. Ours keeps the bytes, and sends them again.
  const lostFiles = send.refused === 'not_found' && send.files !== undefined && mayDegrade(history, send.begunAt);
  if (send.refused !== null && !wasOutside && !lostFiles && history.mode !== 'target')
    violate(
      'refused-without-cause',
      'CLI-6',
      send.begunAt,
      `It was refused for good with "${send.refused}", though its writer was a member all the time.`,
    );
  if (
    send.kept &&
    send.refused === null &&
    !kept &&
    !first &&
    !send.acks.some(({ degraded }) => degraded) &&
    !isNotWhole(history, send)
  )
    violate(
      'never-stored',
      send.isLater ? 'KEEP-5' : 'CLI-1',
      history.wholeAt,
      send.isLater
        ? 'The server was to send it, and it is in no history.'
        : 'Its outbox is empty, and it is in no history.',
    );
  return violations;
}

const isNotWhole = ({ final }: History, { device }: SendRecord): boolean =>
  final.notWhole.some((each) => each.device === device);

function describePlace({ final }: History, conversation: ConversationId, seq: number): string {
  const there = final.logs.get(conversation)?.messages[seq - 1];
  return there ? `"${(there.content ?? '').slice(0, 40)}" of ${there.from} (${there.id})` : 'nothing';
}

/** Nothing that nobody wrote, and nobody's words in another's name. */
function checkAuthors(
  history: History,
  conversation: ConversationId,
  messages: readonly Message[],
  byText: ReadonlyMap<string, SendRecord>,
): Violation[] {
  return messages.flatMap((message): Violation[] => {
    const send = message.clientId === undefined ? undefined : history.sends.get(message.clientId);
    if (isReference(history, message)) return [];
    const wasEdited = message.edited !== undefined || message.deleted === true;
    const isHis = send?.user === message.user.id && (wasEdited || send.content === message.content);
    if (isHis) return [];
    const meant = send ? undefined : byText.get(textKey(message.user.id, message.content ?? ''));
    // Whether it was to be sent was never acknowledged.
    if (meant?.isLater && !meant.kept) return [];
    if (meant) return [describeOtherId(history, conversation, message, meant)];
    if (history.mode === 'target' && !send) return [];
    return [
      {
        check: 'invented',
        rule: 'LOG-3',
        at: history.wholeAt,
        story: `Message ${message.seq} of ${conversation} says "${(message.content ?? '').slice(0, 40)}" by ${message.from}. ${send ? describeSend(send) : 'Nobody wrote it.'}`,
      },
    ];
  });
}

const textKey = (user: string, content: string): string => `${user} ${content}`;

/** Each text of a run is written once: a second one is a repeat that the server could not know for one. */
function describeOtherId(
  history: History,
  conversation: ConversationId,
  message: Message,
  meant: SendRecord,
): Violation {
  const first = history.final.logs.get(conversation)?.messages.find(({ clientId }) => clientId === meant.clientId);
  const { seq, clientId } = message;
  const stored = first ? `stored as number ${first.seq} and again as number ${seq}` : `stored as number ${seq} only`;
  return {
    check: first ? 'stored-twice' : 'invented',
    rule: first ? 'CLI-1' : 'LOG-3',
    at: meant.begunAt,
    story: `${describeSend(meant)} It is ${stored}, the latter under the clientId ${clientId ?? '(none)'}, which is not the one that it was written under (${meant.clientId}). ${describeFaults(history, meant.begunAt, meant.acks.at(-1)?.at ?? meant.begunAt)}`,
  };
}

type Stored = { readonly send: SendRecord; readonly seq: number };

/** Each device's words in the order of writing; what was acknowledged before another was written stands before it. */
function checkOrder(
  history: History,
  found: ReadonlyMap<string, readonly { readonly conversation: ConversationId; readonly message: Message }[]>,
): Violation[] {
  const violations: Violation[] = [];
  const ofConversation = new Map<ConversationId, Stored[]>();
  for (const send of history.sends.values()) {
    const place = found.get(send.clientId)?.[0];
    if (!place || send.isLater) continue;
    const stored = ofConversation.get(place.conversation) ?? [];
    ofConversation.set(place.conversation, stored);
    stored.push({ send, seq: place.message.seq });
  }
  for (const [conversation, stored] of ofConversation) {
    // In the order of writing.
    stored.sort((one, other) => one.send.begunAt - other.send.begunAt);
    const lastOf = new Map<string, Stored>();
    const acked = stored
      .flatMap((each) => {
        const ack = each.send.acks.find(({ degraded }) => !degraded);
        return ack ? [{ ...each, at: ack.at }] : [];
      })
      .sort((one, other) => one.at - other.at);
    let highest: Stored | null = null;
    let next = 0;
    for (const each of stored) {
      for (let ack = acked[next]; ack && ack.at < each.send.begunAt; ack = acked[next]) {
        if (!highest || ack.seq > highest.seq) highest = ack;
        next += 1;
      }
      if (highest && highest.seq > each.seq)
        violations.push({
          check: 'real-time-order',
          rule: 'LOG-1',
          at: each.send.begunAt,
          story: `In ${conversation} a later message has the lower number. ${describeSend(highest.send)} After that, ${describeSend(each.send)} It is stored as number ${each.seq}. ${describeFaults(history, highest.send.begunAt, each.send.begunAt)}`,
        });
      // What is said in passing waits for its own answer alone, beside what else the device says.
      const line = each.send.isPassing ? each.send.clientId : each.send.device;
      const last = lastOf.get(line);
      if (last && last.seq > each.seq)
        violations.push({
          check: 'writing-order',
          rule: 'CLI-1',
          at: each.send.begunAt,
          story: `One device's words changed places in ${conversation}. ${describeSend(last.send)} It is stored as number ${last.seq}. Then ${describeSend(each.send)} It is stored as number ${each.seq}. ${describeFaults(history, last.send.begunAt, each.send.begunAt)}`,
        });
      if (!last || last.seq < each.seq) lastOf.set(line, each);
    }
  }
  return violations;
}
