import type { DatabaseSync } from 'node:sqlite';
import { asMessageId } from '@rookery/protocol';
import type { UserId } from '@rookery/protocol';
import { refusalOf } from '../../../domain/log.ts';
import { filesIn } from '../../../domain/part.ts';
import type { LogMessage } from '../../../domain/log.ts';
import type { AppendOutcome, NewMessage } from '../../../ports/conversation-log.ts';
import type { Due } from './due.ts';
import type { WorkerFiles } from './files.ts';
import type { MemberSteps } from './member-steps.ts';
import { may, rightsOf } from '../../../domain/rights.ts';
import { pollEnds } from './polls.ts';
import { kinds, refusalIn, rightsIn, roles, rulesOf, toFacts } from './rows.ts';
import type { Lookups, SeenRow } from './rows.ts';
import { prepareOne, prepareRun } from './statements.ts';
import type { Transaction } from './transaction.ts';
import type { UserSteps } from './user-steps.ts';

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
    const last = lastPost(row.no, row.user_no)?.at ?? 0;
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

  return (message: NewMessage): AppendOutcome => {
    const row = find.seen(message.author, message.conversation);
    if (!row || row.user_no === null) return refusalOf(row ? toFacts(row) : null);
    const clientId = message.clientId;
    const seq = row.seq + 1;
    const isBlocked = row.kind === kinds.direct && isBlockedIn(row.no, row.user_no);
    const refusal = isBlocked ? refusalOf(null) : refusalIn(row, message.needs);
    const retryAfterMs = refusal ? 0 : waitMs(row);
    const isReply = message.replyTo === undefined || (message.replyTo <= row.seq && isThere(row, message.replyTo));
    const some = filesIn(message.parts);
    const fileRefusal = some.length === 0 ? null : files.refusalToClaim(message.conversation, some);
    const mayWrite = refusal === null && retryAfterMs === 0 && isReply && fileRefusal === null;
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
    if (rulesOf(row).slowModeMs) posted(row.no, row.user_no, transaction.now);

    const mentioned: { readonly id: UserId; readonly no: number }[] = [];
    for (const id of new Set(message.mentions)) {
      const member = memberNo(row.no, id);
      if (member) mentioned.push({ id, no: member.no });
    }
    const mentions = mentioned.length === 0 ? null : mentioned.map(({ id }) => id);
    insert(
      row.no,
      seq,
      message.id,
      row.user_no,
      message.at,
      message.content,
      clientId ?? null,
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
    // Whoever has a group out of her inbox has it again. [ROOM-31]
    if (row.kind === kinds.group) show(row);
    if (row.read === row.seq)
      steps.read({ no: row.user_no, id: message.author }, { no: row.no, id: message.conversation }, seq, {
        seq,
        first: row.first_seq,
      });
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
