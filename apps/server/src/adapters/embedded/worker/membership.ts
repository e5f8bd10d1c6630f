import type { DatabaseSync } from 'node:sqlite';
import { asUserId } from '@rookery/protocol';
import type { ConversationId, UserId } from '@rookery/protocol';
import { departureOf } from '../../../domain/departure.ts';
import { nobodyThere } from '../../../domain/nobody-there.ts';
import { forbidden, refusalOf } from '../../../domain/log.ts';
import { noRights, rightsOf } from '../../../domain/rights.ts';
import type { Rights } from '../../../domain/rights.ts';
import type { GuestLook, MemberRow, Membership } from '../../../ports/membership.ts';
import type { Audit } from './audit.ts';
import type { MemberSteps } from './member-steps.ts';
import type { Power } from './moderation.ts';
import { isMember, isRoom, kinds, rankIn, refusalIn, rightsIn, roles, toMemberRole, toRole, toState } from './rows.ts';
import type { Lookups } from './lookups.ts';
import { prepareAll } from './statements.ts';
import type { Transaction } from './transaction.ts';
import { unreadableCursor } from '../../../domain/unreadable-cursor.ts';
import type { UserSteps } from './user-steps.ts';

type Answer<Name extends keyof Membership> = Awaited<ReturnType<Membership[Name]>>;

type MemberListRow = {
  readonly id: string;
  readonly rank: number;
  readonly gained: number;
  readonly role: number;
  readonly joined_seq: number;
  readonly joined_at: number;
};

const toMember = ({ id, role, joined_seq, joined_at }: MemberListRow): MemberRow => {
  return {
    user: asUserId(id),
    role: toMemberRole(role),
    joinedSeq: joined_seq,
    joinedAt: joined_at,
  };
};

/** People come to conversations and go. */
export function membership(
  db: DatabaseSync,
  transaction: Transaction,
  find: Lookups,
  steps: UserSteps,
  { subject, userOf, existing, enter, depart, hide, ensureOwner, owners }: MemberSteps,
  { isBanned, bindGuest }: Pick<Power, 'isBanned' | 'bindGuest'>,
  acts: Audit,
) {
  const memberRows = prepareAll<MemberListRow>(
    db,
    `SELECT u.id, n.rank, n.gained, s.role, s.joined_seq, s.joined_at
     FROM member_list n JOIN users u ON u.no = n.user
     JOIN memberships s ON s.user = n.user AND s.conversation = n.conversation
     WHERE n.conversation = ?1 AND (n.rank, n.gained) > (?2, ?3) ORDER BY n.rank, n.gained LIMIT ?4`,
  );

  return {
    look(conversation: ConversationId, by: UserId): Answer<'look'> {
      const row = find.seen(by, conversation);
      if (!row || (row.role === null && row.kind !== kinds.publicRoom)) return refusalOf(null);
      const role = row.role === null ? null : toRole(row.role);
      return { status: 'seen', state: toState(row), role, rights: rightsIn(row) };
    },

    join(room: ConversationId, user: UserId, guest: GuestLook | null = null): Answer<'join'> {
      const row = find.seen(user, room);
      if (!row) return refusalOf(null);
      if (isMember(row))
        return {
          status: 'already',
          state: toState(row),
          role: toMemberRole(row.role ?? roles.member),
          read: row.read ?? 0,
        };
      if (row.role === null && row.kind !== kinds.publicRoom) return refusalOf(null);
      if (row.user_no !== null && isBanned(row.no, row.user_no, guest))
        return row.kind === kinds.publicRoom ? { status: 'banned' } : refusalOf(null);
      enter(row, user, 'member');
      if (guest) bindGuest(row.no, userOf(user).no, guest);
      // Nobody else is there, or nobody who is an owner.
      if (owners(row) === 0) ensureOwner(row);
      const role = toMemberRole(find.seen(user, room)?.role ?? roles.member);
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
        steps.lose(userOf(user), subject(row), { why: 'left' });
        return { status: 'left' };
      }
      const refusal = refusalIn(row, noRights);
      if (refusal || !row) return refusal ?? refusalOf(null);
      if (row.kind === kinds.direct) return forbidden;
      if (row.kind === kinds.group) {
        if (row.role !== roles.hidden) hide(row, userOf(user));
        return { status: 'left' };
      }
      depart(row, userOf(user), { why: 'left' });
      return { status: 'left' };
    },

    invite(room: ConversationId, by: UserId, needs: Rights, user: UserId): Answer<'invite'> {
      const row = find.seen(by, room);
      const refusal = refusalIn(row, needs);
      if (refusal || !row) return refusal ?? refusalOf(null);
      if (!isRoom(row)) return forbidden;
      const theirs = find.seen(user, room);
      if (theirs && theirs.user_no !== null && isBanned(row.no, theirs.user_no)) return { status: 'banned' };
      // A member stays one, and an invitation is not renewed.
      if (theirs?.is_off === 1) throw nobodyThere();
      if (theirs?.role === null) steps.gain(userOf(user), subject(row), roles.invited, row.seq, by);
      return { status: 'invited' };
    },

    remove(room: ConversationId, by: UserId, needs: Rights, user: UserId): Answer<'remove'> {
      const row = find.seen(by, room);
      const refusal = refusalIn(row, needs);
      if (refusal || !row) return refusal ?? refusalOf(null);
      if (!isRoom(row)) return forbidden;
      const theirs = find.seen(user, room)?.role ?? null;
      if (theirs === null) return { status: 'not-a-member' };
      if (user !== by && rankIn({ role: theirs }) >= rankIn(row)) return { status: 'not-lower' };
      const departure = departureOf(user, by);
      if (user !== by) acts.note({ act: 'room:remove', by, user }, row);
      if (theirs === roles.invited) steps.lose(userOf(user), subject(row), departure);
      else depart(row, userOf(user), departure);
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
      const [, rank, gained] = cursor === undefined ? ['', '-1', '0'] : (/^(\d)\.(\d{1,16})$/.exec(cursor) ?? []);
      if (rank === undefined || gained === undefined) throw unreadableCursor();
      const found = memberRows(row.place_no, Number(rank), Number(gained), limit + 1);
      const shown = found.slice(0, limit);
      const last = found.length > limit ? shown.at(-1) : undefined;
      return { status: 'page', rows: shown.map(toMember), next: last ? `${last.rank}.${last.gained}` : null };
    },

    firstsOf(conversation: ConversationId, users: readonly UserId[]): ReadonlyMap<UserId, number> {
      return new Map(
        users.flatMap((user) => {
          const row = find.seen(user, conversation);
          return row !== undefined && isMember(row) ? [[user, row.first_seq] as const] : [];
        }),
      );
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
