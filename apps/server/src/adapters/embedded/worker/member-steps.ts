import type { DatabaseSync } from 'node:sqlite';
import { asConversationId, asUserId } from '@rookery/protocol';
import type { ConversationId, UserId } from '@rookery/protocol';
import type { Role } from '../../../domain/conversation.ts';
import type { Departure } from '../../../domain/departure.ts';
import { nobodyThere } from '../../../domain/nobody-there.ts';
import { isRoom, rankOfRole, roles } from './rows.ts';
import type { ConversationRow } from './rows.ts';
import type { Lookups } from './lookups.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';
import type { Transaction } from './transaction.ts';
import type { UserSteps } from './user-steps.ts';

/** The steps of which every change of a membership is made. */
export function memberSteps(db: DatabaseSync, transaction: Transaction, find: Lookups, steps: UserSteps) {
  const countIn = prepareRun(db, 'UPDATE conversations SET members = members + 1, empty_since = NULL WHERE no = ?');
  const countOut = prepareRun(
    db,
    `UPDATE conversations SET members = members - 1, removals = removals + 1, empty_since = iif(members = 1, 0, NULL)
     WHERE no = ?`,
  );
  /** The list of members goes by role, then by joining: its place is computed from the membership. */
  const place = `SELECT s.conversation, ${rankOfRole} AS rank, s.gained, s.user FROM memberships s
     WHERE s.user = ? AND s.conversation = ?`;
  const enlist = prepareRun(db, `INSERT INTO member_list (conversation, rank, gained, user) ${place}`);
  const strike = prepareRun(
    db,
    `DELETE FROM member_list WHERE (conversation, rank, gained) = (SELECT conversation, rank, gained FROM (${place}))`,
  );

  const setRole = prepareRun(db, 'UPDATE memberships SET role = ? WHERE user = ? AND conversation = ?');
  const owners = prepareOne<{ readonly count: number }>(
    db,
    'SELECT count(*) AS count FROM member_list WHERE conversation = ? AND rank = 0',
  );
  const successor = prepareOne<{ readonly no: number; readonly id: string }>(
    db,
    `SELECT u.no, u.id FROM member_list n JOIN users u ON u.no = n.user
     WHERE n.conversation = ? ORDER BY n.rank, iif(n.rank = 2, u.guest, 0), n.gained LIMIT 1`,
  );

  const hidden = prepareAll<{ readonly no: number; readonly id: string; readonly read: number }>(
    db,
    `SELECT u.no, u.id, s.read FROM member_list n JOIN users u ON u.no = n.user
     JOIN memberships s ON s.user = n.user AND s.conversation = n.conversation
     WHERE n.conversation = ? AND s.role = ${roles.hidden}`,
  );

  const subject = (row: ConversationRow) => ({ no: row.no, id: asConversationId(row.id) });
  const userOf = (id: UserId) => {
    const row = find.user(id);
    // She was known to whoever asked, and has been taken away since. [SES-11]
    if (!row) throw nobodyThere();
    return { no: row.no, id };
  };
  const existing = (id: ConversationId): ConversationRow => {
    const row = find.conversation(id);
    if (!row) throw new Error('a conversation was not there right after it was written');
    return row;
  };

  /** Gives a member another role, and tells her. */
  const assign = (row: ConversationRow, member: { readonly no: number; readonly id: UserId }, role: Role): void => {
    strike(member.no, row.no);
    setRole(roles[role], member.no, row.no);
    enlist(member.no, row.no);
    steps.touch(member, subject(row));
  };

  /** A room that has members has an owner: where there is none, whoever comes first by role, by having an account and by joining. [ROOM-16] */
  const ensureOwner = (row: ConversationRow): void => {
    if (!isRoom(row) || (owners(row.no)?.count ?? 0) > 0) return;
    const next = successor(row.no);
    if (next) assign(row, { no: next.no, id: asUserId(next.id) }, 'owner');
  };

  const enter = (row: ConversationRow, user: UserId, role: Role): void => {
    const member = userOf(user);
    if (find.user(user)?.deactivated === 1) throw nobodyThere();
    countIn(row.no);
    steps.gain(member, subject(row), roles[role], row.seq);
    enlist(member.no, row.no);
  };

  /** Takes a group out of her inbox: she stays one of its people, and has it again with the next message. [ROOM-31] */
  const hide = (row: ConversationRow, user: { readonly no: number; readonly id: UserId }): void => {
    strike(user.no, row.no);
    steps.hide(user, subject(row), roles.hidden, row.seq);
    enlist(user.no, row.no);
  };

  /** Gives a group back to all who have it out of their inboxes, or to one of them alone. */
  const show = (row: ConversationRow, only?: UserId): void => {
    for (const { no, id, read } of hidden(row.no)) {
      if (only !== undefined && id !== only) continue;
      strike(no, row.no);
      steps.gain({ no, id: asUserId(id) }, subject(row), roles.member, read);
      enlist(no, row.no);
    }
  };

  /** Ends a membership. From here on every announcement carries a higher `removals`. [ROOM-6] */
  const depart = (
    row: ConversationRow,
    user: { readonly no: number; readonly id: UserId },
    departure: Departure,
  ): void => {
    countOut(row.no);
    strike(user.no, row.no);
    steps.lose(user, subject(row), departure);
    transaction.toConversation(asConversationId(row.id), {
      kind: 'members',
      removals: row.removals + 1,
      members: row.members - 1,
      left: user.id,
    });
    ensureOwner(row);
  };

  return {
    subject,
    userOf,
    existing,
    enter,
    hide,
    show,
    depart,
    assign,
    ensureOwner,
    owners: (row: ConversationRow) => owners(row.no)?.count ?? 0,
  };
}
export type MemberSteps = ReturnType<typeof memberSteps>;
