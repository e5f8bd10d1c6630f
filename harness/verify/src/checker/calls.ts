import type { ConversationId, Message, UserId } from '@rookery/protocol';
import type { History } from '../history.ts';
import { editedIn, spanOfEdit, spanOfSend, waitsInTheEnd, wasIn } from './late-calls.ts';
import type { Edited, Reader, Span } from './late-calls.ts';
import { isReference } from './threads.ts';
import { describeFaults, seconds } from './violation.ts';
import type { Violation } from './violation.ts';

/** So many mentions and calls are kept of one person in one conversation: with more, nothing exact is promised. */
const keptCalls = 100;
const toldMessages = 5;

type NamedIn = (text: string) => ReadonlySet<UserId>;

/** A conversation in the end, and whoever belongs to it. */
type Calls = {
  readonly history: History;
  readonly conversation: ConversationId;
  readonly messages: readonly Message[];
  readonly readers: ReadonlyMap<UserId, Reader>;
  /** Whoever was removed from it, and has not come back. */
  readonly outside: ReadonlyMap<UserId, Reader>;
  readonly namedIn: NamedIn;
};

/** Who is called by messages and edits, and how many of those calls each inbox counts. [LOG-13, LOG-16, LOG-17, READ-2] */
export function checkCalls(history: History): Violation[] {
  const namedIn = nameReader(history);
  const members = Map.groupBy(
    history.final.inboxes.flatMap(({ user, server }) =>
      server.filter(({ invited }) => invited !== true).map(({ conversation }) => ({ user, conversation })),
    ),
    ({ conversation }) => conversation,
  );
  return [...history.final.logs].flatMap(([conversation, { messages }]) => {
    const place = history.threads.get(conversation)?.parent ?? conversation;
    const users = new Set((members.get(place) ?? []).map(({ user }) => user));
    const known = (some: Iterable<UserId>) =>
      new Map([...some].map((user) => [user, readerOf(history, conversation, place, user)]));
    const gone = history.removals.filter((removal) => removal.conversation === place && removal.inAt === null);
    const outside = known(gone.map(({ user }) => user));
    const calls = { history, conversation, messages, readers: known(users), outside, namedIn };
    return [...checkNames(calls), ...checkCounts(calls)];
  });
}

function nameReader({ people }: History): NamedIn {
  const users = new Map(people.map(({ username, user }) => [username, user]));
  return (text) => new Set([...text.matchAll(/@([\w.]+)/g)].flatMap(([, username]) => users.get(username ?? '') ?? []));
}

const readerOf = (history: History, conversation: ConversationId, place: ConversationId, user: UserId): Reader => ({
  user,
  marks: history.marks.filter((mark) => mark.user === user && mark.conversation === conversation),
  removals: history.removals.filter((removal) => removal.user === user && removal.conversation === place),
});

/** A message names those whom its text calls and who belonged to its conversation then, and nobody else. */
function checkNames({ history, conversation, messages, readers, outside, namedIn }: Calls): Violation[] {
  return messages.flatMap((message): Violation[] => {
    const span = writtenAt(history, message);
    const called = namedIn(message.content ?? '');
    const named = new Set(message.mentions);
    const violate = (what: string): Violation[] => [
      {
        check: 'calls-wrong',
        rule: 'LOG-13',
        at: span?.from ?? history.wholeAt,
        story: `Number ${message.seq} of ${conversation} reads "${(message.content ?? '').slice(0, 60)}" in the end, ${what}. ${describeFaults(history, span?.from ?? 0, span?.to ?? history.wholeAt)}`,
      },
    ];
    if (message.all && !/@all\b/.test(message.content ?? '')) return violate('and calls all, which it does not say');
    for (const user of named) {
      const reader = readers.get(user) ?? outside.get(user);
      if (!called.has(user)) return violate(`and names ${nameOf(history, user)}, whom it does not call`);
      if (!reader || (span && wasIn(reader, span) === 'no'))
        return violate(`and names ${nameOf(history, user)}, who did not belong to the conversation`);
    }
    for (const user of called) {
      const reader = readers.get(user);
      if (reader && span && !named.has(user) && wasIn(reader, span) === 'yes')
        return violate(`and does not name ${nameOf(history, user)}, who belonged to the conversation`);
    }
    return [];
  });
}

/** When its text became what it is; null where that cannot be told. */
function writtenAt(history: History, { clientId, seq, conversation, content, edited }: Message): Span | null {
  if (edited === undefined) {
    const send = clientId === undefined ? undefined : history.sends.get(clientId);
    return send ? spanOfSend(send) : null;
  }
  const change = history.changes.find(
    (each) => each.kind === 'edit' && each.conversation === conversation && each.seq === seq && each.value === content,
  );
  return change ? spanOfEdit(change) : null;
}

/** What each device is told by its server: unread messages that name her, and late calls that she has not had. */
function checkCounts({ history, conversation, messages, readers, namedIn }: Calls): Violation[] {
  const edited = editedIn(history, conversation);
  // What stands in a thread too is also edited there.
  const isOfThread =
    history.threads.has(conversation) ||
    messages.some((message) => message.edited !== undefined && isReference(history, message));
  const isDegraded = [...history.sends.values()].some(({ acks }) =>
    acks.some((ack) => ack.degraded && ack.conversation === conversation),
  );
  return history.final.inboxes.flatMap(({ device, user, server }): Violation[] => {
    const reader = readers.get(user);
    const entry = server.find((each) => each.conversation === conversation);
    if (!reader || !entry || callsOf(user, messages, edited, namedIn) > keptCalls) return [];
    const { read, mentions, calledLate = 0 } = entry;
    const violate = (rule: string, what: string): Violation => ({
      check: 'calls-wrong',
      rule,
      at: history.wholeAt,
      story: `The inbox of ${device}, read up to ${read} of ${conversation}, ${what} ${describeFaults(history, history.wholeAt, history.wholeAt)}`,
    });
    const unread = messages.filter((message) => message.seq > read && message.user.id !== user && calls(message, user));
    const violations: Violation[] = [];
    if (mentions - calledLate !== unread.length)
      violations.push(
        violate(
          'READ-2',
          `counts ${mentions - calledLate} unread messages that call her; in the history they are ${unread.length} (${numbersOf(unread)}).`,
        ),
      );
    // With a degraded acknowledgement less is promised; and who lets go of a thread and comes back may have read what calls her.
    if (isDegraded || isOfThread) return violations;
    const late = edited.filter(({ seq }) => seq <= read);
    const sure = late.filter((message) => waitsInTheEnd(message, reader, namedIn) === 'yes');
    const possible = late.filter((message) => waitsInTheEnd(message, reader, namedIn) !== 'no');
    if (calledLate < sure.length || calledLate > possible.length)
      violations.push(
        violate(
          'LOG-17',
          `counts ${calledLate} calls by edits of what she has read; there must be ${sure.length === possible.length ? sure.length : `${sure.length} to ${possible.length}`}: of ${numbersOf(sure)} she has not been told; she may wait for those of ${numbersOf(possible)}. ${describeLast(late)}`,
        ),
      );
    return violations;
  });
}

const calls = ({ mentions, all }: Message, user: UserId): boolean => all === true || mentions?.includes(user) === true;

/** So many of its messages call her, or did. */
const callsOf = (user: UserId, messages: readonly Message[], edited: readonly Edited[], namedIn: NamedIn): number =>
  new Set([
    ...messages.filter((message) => calls(message, user)).map(({ seq }) => seq),
    ...edited
      .filter(({ send, edits }) =>
        [send.content, ...edits.map(({ value }) => value)].some((text) => namedIn(text).has(user)),
      )
      .map(({ seq }) => seq),
  ]).size;

const numbersOf = (messages: readonly { readonly seq: number }[]): string =>
  messages.length === 0
    ? 'none'
    : `${messages
        .slice(-toldMessages)
        .map(({ seq }) => seq)
        .join(', ')}${messages.length > toldMessages ? ' and earlier ones' : ''}`;

function describeLast(late: readonly Edited[]): string {
  const [last] = late.flatMap(({ edits }) => edits).sort((one, other) => other.rev - one.rev);
  return last
    ? `The last edit of those: ${last.device} made number ${last.seq} "${last.value.slice(0, 60)}" at ${seconds(last.ackedAt)}, revision ${last.rev}.`
    : 'None of what she has read was edited.';
}

const nameOf = ({ people }: History, user: UserId): string => people.find((each) => each.user === user)?.name ?? user;
