import type { DatabaseSync } from 'node:sqlite';
import { asConversationId, asMessageId, asThreadId } from '@rookery/protocol';
import type { MessageId, UserId } from '@rookery/protocol';
import { refusalOf } from '../../../domain/log.ts';
import { filesIn } from '../../../domain/part.ts';
import { everybody } from '../../../domain/everybody.ts';
import type { LogMessage } from '../../../domain/log.ts';
import type { AppendOutcome, NewMessage } from '../../../ports/conversation-log.ts';
import type { Due } from './due.ts';
import type { WorkerFiles } from './files.ts';
import type { MemberSteps } from './member-steps.ts';
import { may, rightsOf } from '../../../domain/rights.ts';
import { pollEnds } from './polls.ts';
import { kinds, placeOf, refusalIn, rightsIn, roles, rulesOf, toFacts } from './rows.ts';
import type { SeenRow } from './rows.ts';
import type { Lookups } from './lookups.ts';
import { prepareOne, prepareRun } from './statements.ts';
import type { ThreadSteps } from './threads.ts';
import type { Transaction } from './transaction.ts';
import type { UserSteps } from './user-steps.ts';

const toMentionAll = rightsOf('mention_all');
/** In place of somebody's number: of a mention of all. */
const nobody = 0;

/** `id` is null where the message was taken away since. */
type Kept = { readonly seq: number; readonly id: string | null; readonly at: number };

/** One append: duplicate? may she, and so soon? next seq, store, mentions, read mark, announcement. [LOG-1] */
export function appending(
  db: DatabaseSync,
  transaction: Transaction,
  find: Lookups,
  steps: UserSteps,
  { show }: MemberSteps,
  makeDue: Due,
  isBlockedIn: (conversation: number, user: number) => boolean,
  files: WorkerFiles,
  threads: ThreadSteps,
) {
  const ends = pollEnds(db);
  const claimClientId = prepareRun(
    db,
    'INSERT INTO sends (conversation, author, client_id, seq, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const findSent = prepareOne<Kept>(
    db,
    `SELECT s.seq, m.id, s.at FROM sends s LEFT JOIN messages m ON m.conversation = s.conversation AND m.seq = s.seq
     WHERE s.conversation = ? AND s.author = ? AND s.client_id = ?`,
  );
  const insert = prepareRun(
    db,
    `INSERT INTO messages (conversation, seq, id, author, at, content, client_id, reply_to, mentions, parts)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const moveHead = prepareRun(db, 'UPDATE conversations SET seq = ?, last_id = ?, active = ? WHERE no = ?');
  const memberNo = prepareOne<{ readonly no: number }>(
    db,
    `SELECT u.no FROM users u JOIN memberships s ON s.user = u.no AND s.conversation = ? AND s.role < ${roles.invited}
     WHERE u.id = ?`,
  );
  const insertMention = prepareRun(
    db,
    'INSERT INTO mentions (user, conversation, seq) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );

  const tie = prepareRun(db, 'INSERT INTO twins (conversation, seq, other, other_seq) VALUES (?, ?, ?, ?)');
  const lastPost = prepareOne<{ readonly at: number }>(
    db,
    'SELECT at FROM last_posts WHERE conversation = ? AND user = ?',
  );
  const posted = prepareRun(
    db,
    'INSERT INTO last_posts (conversation, user, at) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET at = ?3',
  );

  /** For how long she has yet to wait by the room's slow mode, in ms. A clock that was set back keeps nobody waiting for longer than that. */
  const waitMs = (row: SeenRow): number => {
    const { slowModeMs } = rulesOf(row);
    if (!slowModeMs || may(rightsIn(row), rightsOf('mute'))) return 0;
    const last = lastPost(row.place_no, row.user_no)?.at ?? 0;
    const passed = transaction.now - last;
    return passed < 0 ? 0 : Math.max(0, slowModeMs - passed);
  };

  /** What lies before her joining does not exist for her. What was taken away for everybody can still be answered: its number is known. */
  const isThere = (row: SeenRow, seq: number): boolean => row.since_join === 0 || seq >= row.first_seq;

  const duplicate = (kept: Kept, repeat: NewMessage): AppendOutcome => ({
    status: 'duplicate',
    id: kept.id === null ? repeat.id : asMessageId(kept.id),
    seq: kept.seq,
    at: kept.at,
    degraded: false,
  });

  /** Puts it into a log, with all that goes with that. `row`: of its author, who may. Answers who is named of those who belong to it. */
  const write = (row: SeenRow & { readonly user_no: number }, message: NewMessage): readonly UserId[] => {
    const seq = row.seq + 1;
    const mentioned: { readonly id: UserId; readonly no: number }[] = [];
    for (const id of new Set(message.mentions)) {
      if (id === everybody) {
        if (may(rightsIn(row), toMentionAll)) mentioned.push({ id, no: nobody });
        continue;
      }
      const member = memberNo(row.place_no, id);
      if (member && sees(row, id)) mentioned.push({ id, no: member.no });
    }
    const mentions = mentioned.length === 0 ? null : mentioned.map(({ id }) => id);
    insert(
      row.no,
      seq,
      message.id,
      row.user_no,
      message.at,
      message.content,
      message.clientId ?? null,
      message.replyTo ?? null,
      mentions === null ? null : JSON.stringify(mentions),
      message.parts && message.parts.length > 0 ? JSON.stringify(message.parts) : null,
    );
    if (message.parts && message.parts.length > 0) ends.note(row, seq, message.parts);
    // Nobody calls herself.
    for (const { no } of mentioned) if (no !== row.user_no) insertMention(no, row.no, seq);
    moveHead(seq, message.id, transaction.nextRank(), row.no);
    makeDue(row);
    transaction.toConversation(message.conversation, {
      kind: 'message',
      epoch: row.epoch,
      removals: row.removals,
      message: announcedMessage(message, seq, mentions),
    });
    return mentions ?? [];
  };

  /** A thread is not there for whoever does not see its root. */
  const sees = (row: SeenRow, user: UserId): boolean =>
    row.root_seq === 0 || row.since_join === 0 || find.seen(user, row.id) !== undefined;

  /** Who had read everything has also read what she writes. */
  const raiseRead = (row: SeenRow & { readonly user_no: number }, author: UserId, seq: number): void => {
    if (row.read === seq - 1)
      steps.read({ no: row.user_no, id: author }, { no: row.no, id: asConversationId(row.id) }, seq, {
        seq,
        first: row.first_seq,
      });
  };

  /** The parent gets a reference to what was said in a thread under `seq`. [THR-6] */
  const alsoInParent = (thread: SeenRow, seq: number, id: MessageId, reply: NewMessage): void => {
    const row = find.seen(reply.author, thread.place_id);
    if (!row || row.user_no === null) throw new Error('a thread without a parent');
    const parent = { ...row, user_no: row.user_no };
    const reference = { kind: 'from-thread', thread: asThreadId(thread.id), seq } as const;
    const { replyTo: _, ...message } = reply;
    write(parent, {
      ...message,
      id,
      conversation: asConversationId(row.id),
      parts: [reference, ...(reply.parts ?? [])],
    });
    raiseRead(parent, reply.author, row.seq + 1);
    tie(thread.no, seq, row.no, row.seq + 1);
    tie(row.no, row.seq + 1, thread.no, seq);
  };

  return (message: NewMessage): AppendOutcome => {
    const found = find.seen(message.author, message.conversation);
    if (!found || found.user_no === null) return refusalOf(found ? toFacts(found) : null);
    const clientId = message.clientId;
    const seq = found.seq + 1;
    const isBlocked = found.kind === kinds.direct && isBlockedIn(found.place_no, found.user_no);
    const refusal = isBlocked ? refusalOf(null) : refusalIn(found, message.needs);
    const retryAfterMs = refusal ? 0 : waitMs(found);
    const isReply = message.replyTo === undefined || (message.replyTo <= found.seq && isThere(found, message.replyTo));
    const some = filesIn(message.parts);
    const fileRefusal = some.length === 0 ? null : files.refusalToClaim(message.conversation, some);
    const mayWrite = refusal === null && retryAfterMs === 0 && isReply && fileRefusal === null;
    const row = { ...(mayWrite ? threads.heardLikeParent(threads.begun(found)) : found), user_no: found.user_no };
    // Claiming the client's id is the duplicate check. Who may not write (any more) still learns that she did. [LOG-2]
    const isNew =
      clientId === undefined || (mayWrite && claimClientId(row.no, row.user_no, clientId, seq, message.at) === 1);
    if (!isNew) {
      const kept = findSent(row.no, row.user_no, clientId);
      if (kept) return duplicate(kept, message);
    }
    if (refusal) return refusal;
    if (!isReply) return { status: 'no-such-reply' };
    if (retryAfterMs > 0) return { status: 'too-soon', retryAfterMs };
    if (fileRefusal) return { status: fileRefusal };
    if (some.length > 0) files.claim(message.conversation, seq, some);
    if (rulesOf(row).slowModeMs) posted(row.place_no, row.user_no, transaction.now);
    const mentioned = write(row, message);
    // Whoever has a group out of her inbox has it again. [ROOM-31]
    if (row.kind === kinds.group) show(placeOf(row));
    if (row.root_seq > 0) {
      threads.replied(row, seq, message.at, message.author, mentioned);
      if (message.alsoInParent !== undefined) alsoInParent(row, seq, message.alsoInParent, message);
    }
    raiseRead(row.follows === false ? { ...row, read: seq - 1 } : row, message.author, seq);
    return { status: 'appended', id: message.id, seq, at: message.at, degraded: false };
  };
}

function announcedMessage(message: NewMessage, seq: number, mentions: UserId[] | null): LogMessage {
  const announced: LogMessage = {
    id: message.id,
    conversation: message.conversation,
    seq,
    author: message.author,
    content: message.content,
    at: message.at,
  };
  if (message.clientId !== undefined) announced.clientId = message.clientId;
  if (message.replyTo !== undefined) announced.replyTo = message.replyTo;
  if (mentions) announced.mentions = mentions;
  if (message.parts && message.parts.length > 0) announced.parts = message.parts;
  return announced;
}
