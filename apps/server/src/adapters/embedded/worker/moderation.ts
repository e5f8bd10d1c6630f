import type { DatabaseSync } from 'node:sqlite';
import { asConversationId, asUserId } from '@rookery/protocol';
import type { AuditAct, ConversationId, UserId } from '@rookery/protocol';
import { forbidden, refusalOf } from '../../../domain/log.ts';
import type { Refusal } from '../../../domain/log.ts';
import { roleRank } from '../../../domain/rights.ts';
import type { Rights } from '../../../domain/rights.ts';
import { unreadableCursor } from '../../../domain/unreadable-cursor.ts';
import type { GuestLook } from '../../../ports/membership.ts';
import { sanctionsKept } from '../../../ports/moderation.ts';
import type { BanRow, HeldNow, Moderation, RoleGiven, Sanction } from '../../../ports/moderation.ts';
import type { Audit } from './audit.ts';
import type { GuestLooks } from './guest-looks.ts';
import type { MemberSteps } from './member-steps.ts';
import { isMember, isRoom, kinds, rankIn, refusalIn, rightsIn, roles, toRole } from './rows.ts';
import type { SeenRow } from './rows.ts';
import type { Lookups } from './lookups.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';
import type { Transaction } from './transaction.ts';
import type { UserSteps } from './user-steps.ts';

type Answer<Name extends keyof Moderation> = Awaited<ReturnType<Moderation[Name]>>;
type Person = { readonly no: number; readonly id: UserId };

type KeptSanction = { readonly until: number | null; readonly reason: string | null; readonly done_by: number | null };

type ListedBan = {
  readonly no: number;
  readonly id: string;
  readonly by_id: string | null;
  readonly at: number;
  readonly until: number | null;
  readonly reason: string | null;
};

/** Power over the members of a room: roles, mutes and bans. [ROOM-16, ROOM-17, ROOM-18] */
export function moderation(
  db: DatabaseSync,
  transaction: Transaction,
  find: Lookups,
  { subject, userOf, depart, assign, owners }: MemberSteps,
  steps: UserSteps,
  acts: Audit,
  looks: GuestLooks,
) {
  const put = (table: 'mutes' | 'bans') =>
    prepareRun(
      db,
      `INSERT INTO ${table} (conversation, user, until, at, done_by, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
       ON CONFLICT DO UPDATE SET until = ?3, at = ?4, done_by = ?5, reason = ?6`,
    );
  const lift = (table: 'mutes' | 'bans') => prepareRun(db, `DELETE FROM ${table} WHERE conversation = ? AND user = ?`);
  const [putMute, putBan, liftMute, liftBan] = [put('mutes'), put('bans'), lift('mutes'), lift('bans')];
  const forgetOver = {
    mutes: prepareRun(db, 'DELETE FROM mutes WHERE conversation = ? AND until <= ?'),
    bans: prepareRun(db, 'DELETE FROM bans WHERE conversation = ? AND until <= ?'),
  };
  const counts = {
    mutes: prepareOne<{ readonly count: number }>(db, 'SELECT count(*) AS count FROM mutes WHERE conversation = ?'),
    bans: prepareOne<{ readonly count: number }>(db, 'SELECT count(*) AS count FROM bans WHERE conversation = ?'),
  };
  const noteMutes = prepareRun(
    db,
    'UPDATE conversations SET has_mutes = EXISTS (SELECT 1 FROM mutes WHERE conversation = no) WHERE no = ?',
  );
  const kept = (table: 'mutes' | 'bans') =>
    prepareOne<KeptSanction>(
      db,
      `SELECT until, reason, done_by FROM ${table} WHERE conversation = ? AND user = ? AND (until IS NULL OR until > ?)`,
    );
  const [muteOf, banOf] = [kept('mutes'), kept('bans')];
  const listed = prepareAll<ListedBan>(
    db,
    `SELECT b.user AS no, u.id, d.id AS by_id, b.at, b.until, b.reason
     FROM bans b JOIN users u ON u.no = b.user LEFT JOIN users d ON d.no = b.done_by
     WHERE b.conversation = ?1 AND (b.at, b.user) > (?2, ?3) AND (b.until IS NULL OR b.until > unixepoch('subsec') * 1000)
     ORDER BY b.at, b.user LIMIT ?4`,
  );

  const plainRooms = prepareAll<{ readonly no: number; readonly id: string }>(
    db,
    `SELECT c.no, c.id FROM memberships s JOIN conversations c ON c.no = s.conversation
     WHERE s.user = ? AND s.role = ${roles.member} AND c.kind < ${kinds.direct}`,
  );

  /** Those that are over make room for new ones. */
  const isFull = (table: 'mutes' | 'bans', room: number): boolean => {
    if ((counts[table](room)?.count ?? 0) < sanctionsKept) return false;
    forgetOver[table](room, transaction.now);
    return (counts[table](room)?.count ?? 0) >= sanctionsKept;
  };

  /** Who acts, on whom: or why not. She need not be a member. */
  const against = (
    room: ConversationId,
    by: UserId,
    needs: Rights,
    user: UserId,
  ): { readonly row: SeenRow; readonly theirs: SeenRow; readonly person: Person } | { readonly refusal: Refusal } => {
    const row = find.seen(by, room);
    const refusal = refusalIn(row, needs);
    if (refusal || !row) return { refusal: refusal ?? refusalOf(null) };
    if (!isRoom(row)) return { refusal: forbidden };
    const person = userOf(user);
    const theirs = find.seen(user, room);
    return theirs ? { row, theirs, person } : { refusal: refusalOf(null) };
  };

  /** Said again as it was, or ended where there is none, it is no act. [AUD-2] */
  const record = (
    act: AuditAct,
    row: SeenRow,
    person: Person,
    by: UserId,
    before: KeptSanction | undefined,
    after: Sanction | undefined,
  ): void => {
    const isSame = before && after && before.until === after.until && before.reason === after.reason;
    if ((!before && !after) || (isSame && before.done_by === row.user_no)) return;
    acts.note(
      {
        ...{ act, by, user: person.id, before: before ? { until: before.until } : undefined },
        ...{ after: after ? { until: after.until } : undefined, reason: after?.reason ?? undefined },
      },
      row,
    );
  };

  return {
    isBanned(room: number, user: number, guest: GuestLook | null = null): boolean {
      if (banOf(room, user, transaction.now)) return true;
      return guest !== null && looks.binding('bans', room, user, guest) !== undefined;
    },

    /** She is in: what binds a guest of her looks is hers from now on. */
    bindGuest(room: number, user: number, guest: GuestLook): void {
      looks.joined(room, user, guest);
      const binding = looks.binding('mutes', room, user, guest);
      const mute = binding && muteOf(room, binding.user, transaction.now);
      if (!mute || muteOf(room, user, transaction.now) || isFull('mutes', room)) return;
      const until = Math.min(mute.until ?? Infinity, binding.until ?? Infinity);
      putMute(room, user, until, transaction.now, mute.done_by, mute.reason);
      noteMutes(room);
    },

    setRole(room: ConversationId, by: UserId, needs: Rights, { user, hasAccount, role }: RoleGiven): Answer<'setRole'> {
      const found = against(room, by, needs, user);
      if ('refusal' in found) return found.refusal;
      const { row, theirs, person } = found;
      if (!isMember(theirs)) return { status: 'not-a-member' };
      if (theirs.role !== null && toRole(theirs.role) === role) return { status: 'set' };
      if (role !== 'member' && !hasAccount) return { status: 'no-account' };
      const highest = Math.max(rankIn(theirs), roleRank[role]);
      if (row.role !== roles.owner && highest >= rankIn(row)) return { status: 'not-lower' };
      if (theirs.role === roles.owner && owners(row) === 1) return { status: 'last-owner' };
      const before = theirs.role === null ? 'member' : toRole(theirs.role);
      assign(row, person, role);
      acts.note({ act: 'room:role', by, user, before: { role: before }, after: { role } }, row);
      return { status: 'set' };
    },

    mute(room: ConversationId, by: UserId, needs: Rights, user: UserId, mute: Sanction): Answer<'mute'> {
      const found = against(room, by, needs, user);
      if ('refusal' in found) return found.refusal;
      const { row, theirs, person } = found;
      if (rankIn(theirs) >= rankIn(row)) return { status: 'not-lower' };
      const before = muteOf(row.no, person.no, transaction.now);
      if (mute.until === null || mute.until <= transaction.now) {
        looks.release('mutes', row.no, person.no);
        if (liftMute(row.no, person.no) === 0) return { status: 'muted' };
      } else if (isFull('mutes', row.no)) return { status: 'too-many' };
      else {
        putMute(row.no, person.no, mute.until, transaction.now, row.user_no, mute.reason);
        looks.bind('mutes', row.no, person.no, mute);
      }
      noteMutes(row.no);
      record(
        'room:mute',
        row,
        person,
        by,
        before,
        mute.until !== null && mute.until > transaction.now ? mute : undefined,
      );
      if (theirs.role !== null) steps.touch(person, subject(row));
      transaction.toConversation(room, { kind: 'standing', user });
      return { status: 'muted' };
    },

    ban(room: ConversationId, by: UserId, needs: Rights, user: UserId, ban: Sanction): Answer<'ban'> {
      const found = against(room, by, needs, user);
      if ('refusal' in found) return found.refusal;
      const { row, theirs, person } = found;
      if (user === by || rankIn(theirs) >= rankIn(row)) return { status: 'not-lower' };
      if (isFull('bans', row.no)) return { status: 'too-many' };
      record('room:ban', row, person, by, banOf(row.no, person.no, transaction.now), ban);
      putBan(row.no, person.no, ban.until, transaction.now, row.user_no, ban.reason);
      looks.bind('bans', row.no, person.no, ban);
      if (isMember(theirs)) depart(row, person, { why: 'banned', by });
      else if (theirs.role === roles.invited) steps.lose(person, subject(row), { why: 'banned', by });
      return { status: 'banned' };
    },

    unban(room: ConversationId, by: UserId, needs: Rights, user: UserId): Answer<'unban'> {
      const found = against(room, by, needs, user);
      if ('refusal' in found) return found.refusal;
      const { row, person } = found;
      record('room:unban', row, person, by, banOf(row.no, person.no, transaction.now), undefined);
      liftBan(row.no, person.no);
      looks.release('bans', row.no, person.no);
      return { status: 'unbanned' };
    },

    bans(
      room: ConversationId,
      reader: UserId,
      needs: Rights,
      cursor: string | undefined,
      limit: number,
    ): Answer<'bans'> {
      const row = find.seen(reader, room);
      const refusal = refusalIn(row, needs);
      if (refusal || !row) return refusal ?? refusalOf(null);
      const [, at, no] = cursor === undefined ? ['', '-1', '0'] : (/^(\d{1,16})\.(\d{1,16})$/.exec(cursor) ?? []);
      if (at === undefined || no === undefined) throw unreadableCursor();
      const found = listed(row.no, Number(at), Number(no), limit + 1);
      const shown = found.slice(0, limit);
      const last = found.length > limit ? shown.at(-1) : undefined;
      return { status: 'page', rows: shown.map(toBan), next: last ? `${last.at}.${last.no}` : null };
    },

    /** What she may do comes of her profile: only her devices have to be told. */
    knowAccount(user: UserId): void {
      const person = userOf(user);
      for (const { no, id } of plainRooms(person.no)) steps.touch(person, { no, id: asConversationId(id) });
    },

    heldBy(conversation: ConversationId, users: readonly UserId[]): ReadonlyMap<UserId, HeldNow> {
      const held = new Map<UserId, HeldNow>();
      for (const user of users) {
        const row = find.seen(user, conversation);
        if (!row || !isMember(row)) continue;
        const mutedUntil = row.muted_until ?? undefined;
        held.set(user, { rights: rightsIn(row), ...(mutedUntil === undefined ? {} : { mutedUntil }) });
      }
      return held;
    },
  };
}

export type Power = ReturnType<typeof moderation>;

const toBan = ({ id, by_id, at, until, reason }: ListedBan): BanRow => ({
  user: asUserId(id),
  // Whoever did it may have been taken away since.
  by: asUserId(by_id ?? id),
  at,
  until,
  reason,
});
