import type { ConversationId, UserId } from '@rookery/protocol';
import type { ChangeRecord, History, MarkRecord, RemovalRecord, SendRecord } from '../history.ts';

/** What is known from outside: requests overlap, and some have no answer. */
export type Known = 'yes' | 'no' | 'maybe';

/** When something was done: between its request and its answer. */
export type Span = { readonly from: number; readonly to: number };

/** A message that was edited: its author's words, and all changes of them that were acknowledged, by their numbers. */
export type Edited = {
  readonly seq: number;
  readonly send: SendRecord;
  readonly firstAckAt: number;
  readonly edits: readonly (ChangeRecord & { readonly rev: number; readonly ackedAt: number })[];
  /** An edit without an answer may have been done, at any time. */
  readonly isUncertain: boolean;
};

/** What one person did in one conversation, and what was done to her. */
export type Reader = {
  readonly user: UserId;
  readonly marks: readonly MarkRecord[];
  readonly removals: readonly RemovalRecord[];
};

export const spanOfSend = ({ begunAt, acks }: SendRecord): Span => ({ from: begunAt, to: acks[0]?.at ?? Infinity });
export const spanOfEdit = ({ askedAt, ackedAt }: ChangeRecord): Span => ({ from: askedAt, to: ackedAt ?? Infinity });

/** Whether somebody who belongs to it in the end did so at a moment. */
export function wasIn({ removals }: Reader, { from, to }: Span): Known {
  for (const { askedAt, ackedAt, backAt, inAt } of removals) {
    if (to < askedAt || (inAt !== null && from > inAt)) continue;
    return ackedAt !== null && from > ackedAt && to < (backAt ?? Infinity) ? 'no' : 'maybe';
  }
  return 'yes';
}

type Call =
  | { readonly state: 'none' | 'had' | 'unknown' }
  | { readonly state: 'waiting'; readonly edit: Edited['edits'][number] };

/**
 * Whether an edit calls somebody who has read the message, and she has not had that call in the end: what LOG-17 says, as far as it can be told from outside.
 * `namedIn`: whom a text calls.
 */
export function waitsInTheEnd(message: Edited, reader: Reader, namedIn: (text: string) => ReadonlySet<UserId>): Known {
  const { user, removals } = reader;
  const { send, edits } = message;
  const first = edits[0];
  // Nobody calls herself.
  if (send.user === user) return 'no';
  if (!first) return message.isUncertain ? 'maybe' : 'no';
  const isNamed = (text: string): boolean => namedIn(text).has(user);
  if (!edits.some(({ value }) => isNamed(value))) return message.isUncertain ? 'maybe' : 'no';
  if (message.isUncertain) return 'maybe';
  const lastAckAt = Math.max(...edits.map(({ ackedAt }) => ackedAt));
  for (const { askedAt, inAt } of removals) {
    // Whoever comes back is not called for what was named before.
    if (askedAt > lastAckAt && inAt !== null) return 'no';
    if (inAt === null || inAt >= first.askedAt) return 'maybe';
  }
  const atFirst = isNamed(send.content) ? wasIn(reader, spanOfSend(send)) : 'no';
  if (atFirst === 'maybe') return 'maybe';
  let isListed = atFirst === 'yes';
  let call: Call = { state: 'none' };
  for (const edit of edits) {
    const now = isNamed(edit.value);
    if (isListed && !now) call = withdrawn(call, message, reader, edit);
    else if (!isListed && now) {
      if (call.state === 'unknown') return 'maybe';
      if (call.state === 'none') call = { state: 'waiting', edit };
    }
    isListed = now;
  }
  if (call.state === 'unknown') return 'maybe';
  if (call.state !== 'waiting') return 'no';
  return opposite[hasHad(message, reader, call.edit, { from: Infinity, to: Infinity })];
}

/** She is named no longer: a call that she has not had is as if it had not been. */
function withdrawn(call: Call, message: Edited, reader: Reader, by: Edited['edits'][number]): Call {
  // By the message itself, or had.
  if (call.state !== 'waiting') return call.state === 'unknown' ? call : { state: 'had' };
  const had = hasHad(message, reader, call.edit, spanOfEdit(by));
  return { state: had === 'yes' ? 'had' : had === 'no' ? 'none' : 'unknown' };
}

const opposite = { yes: 'no', no: 'yes', maybe: 'maybe' } as const satisfies Record<Known, Known>;

/** Whether she has had an edit's call before something was done: by saying that she saw that change, or by reading the message after it. */
function hasHad(message: Edited, reader: Reader, edit: Edited['edits'][number], until: Span): Known {
  const begun = reader.marks.filter(({ askedAt }) => askedAt < until.to);
  const isAfter = ({ askedAt }: MarkRecord): boolean => askedAt > edit.ackedAt;
  const isDone = ({ ackedAt }: MarkRecord): boolean => ackedAt !== null && ackedAt < until.from;
  const seen = begun.filter(({ rev }) => rev !== null && rev >= edit.rev);
  if (seen.some((mark) => isAfter(mark) && isDone(mark))) return 'yes';
  const reading = begun.filter(({ seq }) => seq >= message.seq);
  const hadRead =
    reading.some(
      ({ askedAt, ackedAt }) => askedAt > message.firstAckAt && ackedAt !== null && ackedAt < edit.askedAt,
    ) ||
    // Who comes back has read what is there.
    reader.removals.some(
      ({ backAt, inAt }) => backAt !== null && message.firstAckAt < backAt && inAt !== null && inAt < edit.askedAt,
    );
  if (hadRead) {
    // A mark that nobody answered may go on when the edit is done.
    const lingers = reading.some(({ askedAt, ackedAt }) => ackedAt === null && askedAt < edit.ackedAt);
    return seen.length > 0 || lingers ? 'maybe' : 'no';
  }
  const [one] = reading;
  if (one && reading.every(isAfter) && reading.some(isDone) && reading.every(({ ackedAt }) => ackedAt !== null))
    return 'yes';
  return one || seen.length > 0 ? 'maybe' : 'no';
}

/** All messages of a conversation that somebody edited, or may have. */
export function editedIn(history: History, conversation: ConversationId): Edited[] {
  const bySeq = Map.groupBy(
    history.changes.filter((change) => change.kind === 'edit' && change.conversation === conversation),
    ({ seq }) => seq,
  );
  const messages = history.final.logs.get(conversation)?.messages ?? [];
  return [...bySeq].flatMap(([seq, changes]): Edited[] => {
    const clientId = messages[seq - 1]?.clientId;
    const send = clientId === undefined ? undefined : history.sends.get(clientId);
    const firstAckAt = send?.acks.find(({ degraded }) => !degraded)?.at;
    if (!send || firstAckAt === undefined) return [];
    const edits = changes
      .flatMap((change) =>
        change.rev === null || change.ackedAt === null ? [] : [{ ...change, rev: change.rev, ackedAt: change.ackedAt }],
      )
      .sort((one, other) => one.rev - other.rev);
    return [{ seq, send, firstAckAt, edits, isUncertain: edits.length < changes.length }];
  });
}
