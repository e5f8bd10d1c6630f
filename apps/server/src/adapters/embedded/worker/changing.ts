import type { DatabaseSync } from 'node:sqlite';
import { asConversationId, asUserId, limits } from '@rookery/protocol';
import type { ConversationId, Position, Reaction, UserId } from '@rookery/protocol';
import type { ConversationState } from '../../../domain/conversation.ts';
import { everybody, toWireCalls } from '../../../domain/everybody.ts';
import { refusalOf } from '../../../domain/log.ts';
import type { NewChange } from '../../../domain/log.ts';
import { changeNeeds, may, noRights } from '../../../domain/rights.ts';
import type { Rights } from '../../../domain/rights.ts';
import type { StoredFile } from '../../../domain/stored-file.ts';
import { picturesIn, toWireLinks } from '../../../domain/stored-link.ts';
import type { KeptLinks } from '../../../domain/stored-link.ts';
import type { ChangeOutcome, ChangeRequest, FoundLinks, FoundLinksOutcome } from '../../../ports/conversation-log.ts';
import type { Audit } from './audit.ts';
import type { Calls } from './calls.ts';
import type { Due } from './due.ts';
import type { WorkerFiles } from './files.ts';
import type { LogReader } from './log-reader.ts';
import { polls } from './polls.ts';
import {
  kinds,
  parseLinks,
  parseReactions,
  parseUserIds,
  placeOf,
  rankIn,
  refusalIn,
  rightsIn,
  roles,
  toState,
} from './rows.ts';
import type { ConversationRow, MessageRow, SeenRow } from './rows.ts';
import type { Lookups } from './lookups.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';
import type { ThreadSteps } from './threads.ts';
import type { Transaction } from './transaction.ts';

/** So many changes of a conversation can be replayed; whoever is further behind is told to reload. */
export const keptChanges = 1_000;
const namedReactors = 20;
/** What is done to a reply is done to what its parent has of it. */
/** What a search may find a message by, or no more. */
const isFoundBy: ReadonlySet<string> = new Set(['edit', 'delete', 'links', 'pin']);
const inBoth: ReadonlySet<ChangeRequest['kind']> = new Set(['edit', 'delete']);
const toTakeAway = changeNeeds.delete.needs;

export function changing(
  db: DatabaseSync,
  transaction: Transaction,
  find: Lookups,
  log: LogReader,
  calls: Calls,
  makeDue: Due,
  isBlockedIn: (conversation: number, user: number) => boolean,
  acts: Audit,
  files: WorkerFiles,
  { begun }: ThreadSteps,
) {
  const edit = prepareRun(
    db,
    'UPDATE messages SET content = ?, mentions = ?, edited = ?, rev = ? WHERE conversation = ? AND seq = ?',
  );
  const erase = prepareRun(
    db,
    `UPDATE messages SET content = NULL, mentions = NULL, edited = NULL, reactions = NULL, parts = NULL, links = NULL, pinned = NULL, votes = NULL, rev = ?
     WHERE conversation = ? AND seq = ?`,
  );
  const insertMention = prepareRun(
    db,
    'INSERT INTO mentions (user, conversation, seq) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const memberNo = prepareOne<{ readonly no: number }>(
    db,
    `SELECT u.no FROM users u JOIN memberships s ON s.user = u.no AND s.conversation = ? AND s.role < ${roles.invited}
     WHERE u.id = ?`,
  );
  const forgetMentions = prepareRun(db, 'DELETE FROM mentions WHERE user = ? AND conversation = ? AND seq = ?');
  const forgetReactions = prepareRun(db, 'DELETE FROM reactions WHERE conversation = ? AND seq = ?');
  const addReaction = prepareRun(
    db,
    'INSERT INTO reactions (conversation, seq, user, emoji, rev) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const takeReaction = prepareRun(
    db,
    'DELETE FROM reactions WHERE conversation = ? AND seq = ? AND user = ? AND emoji = ?',
  );
  const firstReactors = prepareAll<{ readonly id: string }>(
    db,
    `SELECT u.id FROM reactions r JOIN users u ON u.no = r.user
     WHERE r.conversation = ? AND r.seq = ? AND r.emoji = ? ORDER BY r.rev LIMIT ${namedReactors}`,
  );
  const setReactions = prepareRun(db, 'UPDATE messages SET reactions = ?, rev = ? WHERE conversation = ? AND seq = ?');
  const setLinks = prepareRun(db, 'UPDATE messages SET links = ?, rev = ? WHERE conversation = ? AND seq = ?');
  const keepText = prepareRun(
    db,
    'INSERT INTO former_texts (conversation, seq, at, rev, content) VALUES (?, ?, ?, ?, ?)',
  );
  const forgetOldTexts = prepareRun(
    db,
    `DELETE FROM former_texts WHERE conversation = ?1 AND seq = ?2 AND rev NOT IN
       (SELECT rev FROM former_texts WHERE conversation = ?1 AND seq = ?2 ORDER BY rev DESC LIMIT ${limits.editsPerMessage})`,
  );
  const forgetTexts = prepareRun(db, 'DELETE FROM former_texts WHERE conversation = ? AND seq = ?');
  const setPinned = prepareRun(db, 'UPDATE messages SET pinned = ?, rev = ? WHERE conversation = ? AND seq = ?');
  const pins = prepareOne<{ readonly count: number }>(
    db,
    'SELECT count(*) AS count FROM messages WHERE conversation = ? AND pinned IS NOT NULL',
  );
  const moveRev = prepareRun(db, 'UPDATE conversations SET rev = ?, last_change = ? WHERE no = ?');
  const insertChange = prepareRun(db, 'INSERT INTO changes (conversation, rev, id, kind, seq) VALUES (?, ?, ?, ?, ?)');
  const pruneChanges = prepareRun(db, 'DELETE FROM changes WHERE conversation = ? AND rev <= ?');
  const roleOf = prepareOne<{ readonly role: number }>(
    db,
    'SELECT role FROM memberships WHERE user = ? AND conversation = ?',
  );
  const twinOf = prepareOne<{ readonly id: string; readonly seq: number }>(
    db,
    `SELECT c.id, t.other_seq AS seq FROM twins t JOIN conversations c ON c.no = t.other
     WHERE t.conversation = ? AND t.seq = ?`,
  );
  const raiseMark = prepareOne<{ readonly mark: number }>(
    db,
    'UPDATE conversations SET mark = mark + 1 WHERE no = ? RETURNING mark',
  );
  const raiseThread = prepareRun(db, 'UPDATE threads SET marked = ? WHERE no = ?');
  const setEpoch = prepareRun(db, 'UPDATE conversations SET epoch = ?, epoch_base = seq WHERE no = ? AND epoch = ?');

  /** Whoever looks for words in threads sees by the parent's mark where to read again. [FIND-5] */
  const threadMoved = (row: ConversationRow): void => {
    raiseThread(raiseMark(row.place_no)?.mark ?? 0, row.no);
    transaction.toConversation(asConversationId(row.place_id), { kind: 'threads', removals: row.removals });
  };

  /** Numbers a change and announces it. */
  const record = (
    row: ConversationRow,
    change: NewChange,
    extra: { readonly facts?: ConversationState['facts'] } = {},
  ): number => {
    const rev = row.rev + 1;
    moveRev(rev, change.id, row.no);
    insertChange(row.no, rev, change.id, change.kind, 'seq' in change ? change.seq : null);
    pruneChanges(row.no, rev - keptChanges);
    makeDue(row);
    if (row.root_seq > 0 && isFoundBy.has(change.kind)) threadMoved(row);
    transaction.toConversation(change.conversation, {
      kind: 'change',
      epoch: row.epoch,
      removals: row.removals,
      change: { ...change, prev: row.rev, rev },
      ...extra,
    });
    return rev;
  };

  /** Whether she may do it to others' messages: where that is a right of its own, only to people of lower roles. */
  const mayAsOther = (row: SeenRow, message: MessageRow, needs: Rights | null): boolean => {
    if (needs === null || !may(rightsIn(row), needs)) return false;
    return needs === noRights || rankIn(row) > rankIn({ role: roleOf(message.author_no, row.place_no)?.role ?? null });
  };

  const applyEdit = (row: SeenRow, message: MessageRow, request: ChangeRequest & { kind: 'edit' }): ChangeOutcome => {
    if (message.content === request.content) return unchanged(message);
    const called = parseUserIds(message.mentions ?? '[]');
    // All are called by what was said first, and by no edit.
    const named = [...new Set(request.mentions)].filter((user) =>
      user === everybody ? called.includes(everybody) : memberNo(row.place_no, user) !== undefined,
    );
    if (called.includes(everybody) && !named.includes(everybody)) forgetMentions(0, row.no, message.seq);
    for (const user of called) {
      const before = named.includes(user) ? undefined : find.user(user);
      if (!before) continue;
      forgetMentions(before.no, row.no, message.seq);
      calls.withdraw(row.no, before.no, message.seq);
    }
    for (const user of named) {
      // Nobody calls herself.
      if (user === request.by || user === everybody) continue;
      const no = memberNo(row.place_no, user)?.no ?? 0;
      insertMention(no, row.no, message.seq);
      if (!called.includes(user)) calls.call(row.no, no, message.seq, row.rev + 1);
    }
    // An empty list says that an edit took the last one away.
    const isOfCalls = message.mentions !== null || named.length > 0;
    const mentions = isOfCalls ? JSON.stringify(named) : null;
    keepText(row.no, message.seq, message.edited ?? message.at, row.rev + 1, message.content ?? '');
    forgetOldTexts(row.no, message.seq);
    edit(request.content, mentions, request.at, row.rev + 1, row.no, message.seq);
    const { conversation, id, seq, content, at } = request;
    const rev = record(row, {
      conversation,
      id,
      kind: 'edit',
      seq,
      content,
      edited: at,
      ...(isOfCalls && toWireCalls(named)),
    });
    return { status: 'changed', rev, at };
  };

  const applyDelete = (
    row: SeenRow,
    message: MessageRow,
    request: ChangeRequest,
    isRecorded = false,
  ): ChangeOutcome => {
    if (message.content === null) return unchanged(message);
    if (message.mentions !== null)
      for (const id of parseUserIds(message.mentions)) {
        const no = find.user(id)?.no ?? 0;
        forgetMentions(no, row.no, message.seq);
        calls.forget(row.no, no, message.seq);
      }
    if (message.reactions !== null || message.votes !== null) forgetReactions(row.no, message.seq);
    if (message.edited !== null) forgetTexts(row.no, message.seq);
    if (message.parts !== null || message.links !== null) files.release(request.conversation, message.seq, message.seq);
    erase(row.rev + 1, row.no, message.seq);
    const { conversation, id, seq, at, by } = request;
    const author = asUserId(message.author_id);
    if (author !== by && !isRecorded)
      acts.note({ act: 'message:delete', by, user: author, seq: row.root_seq || seq }, placeOf(row));
    const rev = record(row, { conversation, id, kind: 'delete', seq, deleted: true });
    return { status: 'changed', rev, at };
  };

  const applyReact = (
    row: SeenRow & { readonly user_no: number },
    message: MessageRow,
    request: ChangeRequest & { kind: 'react' },
  ): ChangeOutcome => {
    const { conversation, id, seq, at, emoji, by } = request;
    const before = parseReactions(message.reactions);
    const known = before.find((reaction) => reaction.emoji === emoji);
    if (request.on && !known && before.length >= limits.reactionsPerMessage) return { status: 'too-many-reactions' };
    const changed = request.on
      ? addReaction(row.no, seq, row.user_no, emoji, row.rev + 1)
      : takeReaction(row.no, seq, row.user_no, emoji);
    if (changed === 0) return unchanged(message);
    const named = (): UserId[] => firstReactors(row.no, seq, emoji).map((reactor) => asUserId(reactor.id));
    const reactions = request.on ? withReactor(before, emoji, by) : withoutReactor(before, emoji, by, named);
    setReactions(reactions.length === 0 ? null : JSON.stringify(reactions), row.rev + 1, row.no, seq);
    const rev = record(row, { conversation, id, kind: 'react', seq, reactions });
    return { status: 'changed', rev, at };
  };

  /** What stands below the message from now on, and who holds which pictures. */
  const putLinks = (
    row: ConversationRow,
    message: MessageRow,
    links: KeptLinks,
    { conversation, id }: Pick<FoundLinks, 'conversation' | 'id'>,
  ): number => {
    const [before, after] = [picturesIn(parseLinks(message.links)), picturesIn(links)];
    const lacking = (some: readonly StoredFile[], others: readonly StoredFile[]): StoredFile[] =>
      some.filter((one) => !others.some((other) => other.id === one.id));
    files.claimPictures(conversation, message.seq, lacking(before, after), lacking(after, before));
    setLinks(links.length === 0 ? null : JSON.stringify(links), row.rev + 1, row.no, message.seq);
    return record(row, { conversation, id, kind: 'links', seq: message.seq, links: toWireLinks(links) });
  };

  const applyLinksOff = (row: SeenRow, message: MessageRow, request: ChangeRequest): ChangeOutcome => {
    if (parseLinks(message.links) === 'off') return unchanged(message);
    const { seq, at, by } = request;
    const author = asUserId(message.author_id);
    if (author !== by) acts.note({ act: 'message:links', by, user: author, seq: row.root_seq || seq }, placeOf(row));
    return { status: 'changed', rev: putLinks(row, message, 'off', request), at };
  };

  const applyPin = (row: SeenRow, message: MessageRow, request: ChangeRequest & { kind: 'pin' }): ChangeOutcome => {
    const { conversation, id, seq, at, on } = request;
    if (on === (message.pinned !== null)) return unchanged(message);
    if (on && (pins(row.no)?.count ?? 0) >= limits.pinsPerConversation) return { status: 'too-many-pins' };
    setPinned(on ? row.rev + 1 : null, row.rev + 1, row.no, seq);
    return { status: 'changed', rev: record(row, { conversation, id, kind: 'pin', seq, pinned: on }), at };
  };

  const poll = polls(db, find, record);

  /** What was said in a thread and stands in its parent too reads the same in both. [THR-6] */
  const changeTwin = (row: SeenRow, request: ChangeRequest): void => {
    const twin = !inBoth.has(request.kind) ? undefined : twinOf(row.no, request.seq);
    const other = twin && find.seen(request.by, twin.id);
    const message = other && log.message(other.no, twin.seq);
    if (!message) return;
    const same = { ...request, conversation: asConversationId(twin.id), seq: twin.seq, id: `${request.id}.` };
    if (same.kind === 'edit') applyEdit(other, message, same);
    else if (same.kind === 'delete') applyDelete(other, message, same, true);
  };

  return {
    record,
    closePolls: poll.closeDue,

    setLinks(found: FoundLinks): FoundLinksOutcome {
      const row = find.conversation(found.conversation);
      const message = row && found.seq >= row.first_seq ? log.message(row.no, found.seq) : undefined;
      if (!row || message?.content !== found.content) return 'stale';
      const known = parseLinks(message.links) ?? [];
      if (known === 'off') return 'stale';
      if (JSON.stringify(known) === JSON.stringify(found.links)) return 'set';
      const held = new Set(picturesIn(known).map(({ id }) => id));
      const pictures = picturesIn(found.links).filter(({ id }) => !held.has(id));
      if (files.refusalToClaim(found.conversation, pictures) !== null) return 'unheld';
      putLinks(row, message, found.links, found);
      return 'set';
    },

    change(request: ChangeRequest): ChangeOutcome {
      const row = find.seen(request.by, request.conversation);
      const refusal = refusalIn(row, request.needs);
      if (refusal || !row || row.user_no === null) return refusal ?? refusalOf(null);
      // Taking away what she has said herself tells the other one nothing. [PRI-2]
      if (request.needs !== toTakeAway && row.kind === kinds.direct && isBlockedIn(row.place_no, row.user_no))
        return refusalOf(null);
      const message = request.seq < row.first_seq ? undefined : log.message(row.no, request.seq);
      if (!message || (message.content === null && request.kind !== 'delete')) return { status: 'no-message' };
      if (message.author_no !== row.user_no && !mayAsOther(row, message, request.needsOfOthers))
        return { status: 'not-yours' };
      switch (request.kind) {
        case 'edit':
          changeTwin(row, request);
          return applyEdit(row, message, request);
        case 'delete':
          changeTwin(row, request);
          return applyDelete(row, message, request);
        case 'react':
          return applyReact({ ...row, user_no: row.user_no }, message, request);
        case 'links':
          return applyLinksOff(row, message, request);
        case 'pin':
          return applyPin(row, message, request);
        case 'vote':
          return poll.vote(row, row.user_no, message, request);
        case 'close':
          return poll.close(row, message, request);
      }
    },

    contest(conversation: ConversationId, held: Position, newEpoch: string): ConversationState {
      const found = find.conversation(conversation);
      if (!found) throw new Error('a contest about a conversation that does not exist');
      const row = begun(found);
      const differs =
        held.epoch === row.epoch &&
        (held.seq > row.seq ||
          held.rev > row.rev ||
          // What was taken away cannot contradict, nor a change too old to be kept.
          (held.seq >= row.first_seq - 1 && held.id !== log.idAt(row.no, held.seq)) ||
          (held.rev > row.rev - keptChanges && held.change !== log.changeAt(row.no, held.rev)));
      if (!differs || setEpoch(newEpoch, row.no, held.epoch) === 0) return toState(row);
      makeDue(row);
      const state = toState({ ...row, epoch: newEpoch, epoch_base: row.seq });
      transaction.toConversation(conversation, { kind: 'reset', removals: row.removals, head: state.head });
      return state;
    },
  };
}
export type Changing = ReturnType<typeof changing>;

const unchanged = (message: MessageRow): ChangeOutcome => ({
  status: 'changed',
  rev: message.rev ?? 0,
  at: message.edited ?? message.at,
});

/** Emoji stay in the order of their first appearance. */
function withReactor(before: readonly Reaction[], emoji: string, by: UserId): Reaction[] {
  if (!before.some((reaction) => reaction.emoji === emoji)) return [...before, { emoji, count: 1, users: [by] }];
  return before.map((reaction) =>
    reaction.emoji === emoji
      ? {
          emoji,
          count: reaction.count + 1,
          users: reaction.users.length < namedReactors ? [...reaction.users, by] : reaction.users,
        }
      : reaction,
  );
}

/** `named` reads who is to be named now: only needed where one of those named leaves. */
function withoutReactor(before: readonly Reaction[], emoji: string, by: UserId, named: () => UserId[]): Reaction[] {
  return before.flatMap((reaction) => {
    if (reaction.emoji !== emoji) return [reaction];
    if (reaction.count <= 1) return [];
    return [{ emoji, count: reaction.count - 1, users: reaction.users.includes(by) ? named() : reaction.users }];
  });
}
