import type { DatabaseSync } from 'node:sqlite';
import type { ConversationId, User, UserId } from '@rookery/protocol';
import type { Role } from '../../../domain/conversation.ts';
import { forbidden, refusalOf } from '../../../domain/log.ts';
import { noRights, rightsOf } from '../../../domain/rights.ts';
import type { Rights } from '../../../domain/rights.ts';
import type { Membership } from '../../../ports/membership.ts';
import type { MemberSteps } from './member-steps.ts';
import { isMember, kinds, refusalIn, rightsIn, roles, toRole, toState, toUser } from './rows.ts';
import type { Lookups, UserRow } from './rows.ts';
import { prepareAll, prepareOne } from './statements.ts';
import type { Transaction } from './transaction.ts';
import { unreadableCursor } from './unreadable-cursor.ts';
import type { UserSteps } from './user-steps.ts';

type Answer<Name extends keyof Membership> = Awaited<ReturnType<Membership[Name]>>;

/** People come to conversations and go. */
export function membership(
  db: DatabaseSync,
  transaction: Transaction,
  find: Lookups,
  steps: UserSteps,
  { subject, userOf, existing, enter, depart }: MemberSteps,
) {
  const memberRows = prepareAll<UserRow & { readonly folded: string; readonly role: number }>(
    db,
    `SELECT u.no, u.id, u.username, u.display_name, u.guest, n.folded, s.role
     FROM member_names n JOIN users u ON u.no = n.user
     JOIN memberships s ON s.user = n.user AND s.conversation = n.conversation
     WHERE n.conversation = ?1 AND (n.folded, n.user) > (?2, ?3) ORDER BY n.folded, n.user LIMIT ?4`,
  );
  const foldedOf = prepareOne<{ readonly folded: string; readonly no: number }>(
    db,
    'SELECT folded, no FROM users WHERE id = ?',
  );

  return {
    look(conversation: ConversationId, by: UserId): Answer<'look'> {
      const row = find.seen(by, conversation);
      if (!row || (row.role === null && row.kind !== kinds.publicRoom)) return refusalOf(null);
      const role = row.role === null ? null : toRole(row.role);
      return { status: 'seen', state: toState(row), role, rights: rightsIn(row) };
    },

    join(room: ConversationId, user: User): Answer<'join'> {
      const row = find.seen(user.id, room);
      if (!row) return refusalOf(null);
      if (isMember(row))
        return {
          status: 'already',
          state: toState(row),
          role: row.role === roles.owner ? 'owner' : 'member',
          read: row.read ?? 0,
        };
      if (row.role === null && row.kind !== kinds.publicRoom) return refusalOf(null);
      // Whoever made the room and left it comes back as its owner.
      const role: Role = row.first_id === user.id ? 'owner' : 'member';
      enter(row, user.id, role);
      const state = toState(existing(room));
      transaction.toConversation(room, {
        kind: 'members',
        removals: state.removals,
        members: state.members,
        joined: user,
      });
      return { status: 'joined', state, role, read: row.seq };
    },

    leave(room: ConversationId, user: UserId): Answer<'leave'> {
      const row = find.seen(user, room);
      if (row && row.role === roles.invited) {
        steps.lose(userOf(user), subject(row));
        return { status: 'left' };
      }
      const refusal = refusalIn(row, noRights);
      if (refusal || !row) return refusal ?? refusalOf(null);
      if (row.kind === kinds.direct) return forbidden;
      depart(row, userOf(user));
      return { status: 'left' };
    },

    invite(room: ConversationId, by: UserId, needs: Rights, user: User): Answer<'invite'> {
      const row = find.seen(by, room);
      const refusal = refusalIn(row, needs);
      if (refusal || !row) return refusal ?? refusalOf(null);
      if (row.kind === kinds.direct) return forbidden;
      // A member stays one, and an invitation is not renewed.
      if (find.seen(user.id, room)?.role === null) steps.gain(userOf(user.id), subject(row), roles.invited, row.seq);
      return { status: 'invited' };
    },

    remove(room: ConversationId, by: UserId, needs: Rights, user: UserId): Answer<'remove'> {
      const row = find.seen(by, room);
      const refusal = refusalIn(row, needs);
      if (refusal || !row) return refusal ?? refusalOf(null);
      if (row.kind === kinds.direct) return forbidden;
      const theirs = find.seen(user, room)?.role ?? null;
      if (theirs === null) return { status: 'not-a-member' };
      if (theirs === roles.invited) steps.lose(userOf(user), subject(row));
      else depart(row, userOf(user));
      return { status: 'removed' };
    },

    members(
      conversation: ConversationId,
      reader: UserId,
      cursor: string | undefined,
      limit: number,
    ): Answer<'members'> {
      const row = find.seen(reader, conversation);
      const refusal = refusalIn(row, rightsOf('read'));
      if (refusal || !row) return refusal ?? refusalOf(null);
      const after = cursor === undefined ? { folded: '', no: 0 } : foldedOf(cursor);
      if (!after) throw unreadableCursor();
      const found = memberRows(row.no, after.folded, after.no, limit + 1);
      const rows = found.slice(0, limit).map((member) => {
        const role = toRole(member.role);
        return { user: toUser(member), role: role === 'invited' ? 'member' : role };
      });
      return { status: 'page', rows, next: found.length > limit ? (rows.at(-1)?.user.id ?? null) : null };
    },

    membersAmong(conversation: ConversationId, users: readonly UserId[]): ReadonlySet<UserId> {
      return new Set(
        users.filter((user) => {
          const row = find.seen(user, conversation);
          return row !== undefined && isMember(row);
        }),
      );
    },
  };
}
