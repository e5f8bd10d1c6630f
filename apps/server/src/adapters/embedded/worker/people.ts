import type { DatabaseSync } from 'node:sqlite';
import { asConversationId, asFileId, asUserId, foldName } from '@rookery/protocol';
import type { ConversationId, User, UserId } from '@rookery/protocol';
import { fileOwner } from '../../../domain/new-id.ts';
import { fitsPerson } from '../../../domain/fits-person.ts';
import { findingSkeleton, nameSkeletons } from '../../../domain/name-skeletons.ts';
import { unreadableCursor } from '../../../domain/unreadable-cursor.ts';
import { leftNameMs, leftNamesAtOnce } from '../../../ports/people.ts';
import type { People, ProfileEdit } from '../../../ports/people.ts';
import type { WorkerFiles } from './files.ts';
import { toUser, userColumns } from './rows.ts';
import type { UserRow } from './rows.ts';
import type { Lookups } from './lookups.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';
import type { Transaction } from './transaction.ts';
import type { UserRemoval } from './user-removal.ts';

/** In SQL: a name that was left before is free. */
const keptSince = `unixepoch('subsec') * 1000 - ${leftNameMs}`;

/** In one step of a search. */
const searchedPeople = 2_000;

type Answer<Name extends keyof People> = Awaited<ReturnType<People[Name]>>;

/** People, their names and profiles. */
export function people(
  db: DatabaseSync,
  transaction: Transaction,
  find: Lookups,
  removal: UserRemoval,
  files: WorkerFiles,
) {
  const holder = prepareOne<{ readonly id: string; readonly folded: string }>(
    db,
    `SELECT u.id, u.folded FROM usernames n JOIN users u ON u.no = n.user
     WHERE n.skeleton = ? AND (n.left_at IS NULL OR n.left_at > ${keptSince})`,
  );
  const record = prepareOne<{ readonly no: number }>(
    db,
    `INSERT INTO users (id, username, folded, display_name, guest) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET id = id RETURNING no`,
  );
  /** The user's number, of an old one or a new one. */
  const numberOf = ({ id, username, displayName, guest }: User): number => {
    const row = record(id, username, foldName(username), displayName, guest ? 1 : 0);
    if (!row) throw new Error('a user has no number');
    return row.no;
  };
  const giveName = prepareRun(
    db,
    'INSERT INTO usernames (skeleton, user) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET user = ?2, left_at = NULL',
  );
  const leaveName = prepareRun(
    db,
    "UPDATE usernames SET left_at = unixepoch('subsec') * 1000, left_as = ?3 WHERE skeleton = ?1 AND user = ?2",
  );
  const countLeft = prepareOne<{ readonly names: number }>(
    db,
    `SELECT count(DISTINCT left_as) AS names FROM usernames WHERE user = ? AND left_at > ${keptSince}`,
  );
  const rename = prepareRun(
    db,
    'UPDATE users SET username = ?2, folded = ?3, profile_rev = profile_rev + 1 WHERE no = ?1',
  );
  const setProfile = prepareRun(
    db,
    'UPDATE users SET display_name = ?, status = ?, avatar = ?, profile_rev = profile_rev + 1 WHERE id = ?',
  );
  const setGone = prepareRun(
    db,
    `UPDATE users SET deactivated = 1, avatar = NULL, profile_rev = profile_rev + 1
     WHERE id = ?1 AND guest = 1 AND deactivated = 0
       AND NOT EXISTS (SELECT 1 FROM sessions WHERE sessions.user = users.no AND sessions.expires_at > ?2)`,
  );
  const conversationsOf = prepareAll<{ readonly id: string }>(
    db,
    `SELECT c.id FROM conversations c JOIN (
       SELECT conversation FROM memberships WHERE user = ?1 UNION SELECT conversation FROM departures WHERE user = ?1
     ) s ON s.conversation = c.no`,
  );

  const someAfter = prepareAll<UserRow>(
    db,
    `SELECT ${userColumns} FROM users u WHERE u.no > ? ORDER BY u.no LIMIT ${searchedPeople}`,
  );

  return {
    numberOf,

    claimName(user: User, from: UserId | null, of?: 'anybody'): Answer<'claimName'> {
      const skeletons = nameSkeletons(user.username);
      const holders = skeletons.flatMap((skeleton) => holder(skeleton) ?? []);
      if (holders.some((current) => current.id !== from)) return 'taken';
      const former = holders.length > 0 && from !== user.id && from !== null ? find.user(from) : undefined;
      // A name stays with whatever she has left behind. [SES-10]
      const isKnown = former !== undefined && removal.hasTrace(former.no);
      // An account is hers for good, with its name.
      if (former?.guest === 0 || (isKnown && of !== 'anybody')) return 'taken';
      const no = numberOf(user);
      for (const skeleton of skeletons) giveName(skeleton, no);
      if (former && !isKnown) removal.remove(former);
      return 'claimed';
    },

    holderOf(username: string): UserId | null {
      const row = holder(findingSkeleton(username));
      // Whoever only looks like it is somebody else.
      return row?.folded === foldName(username) ? asUserId(row.id) : null;
    },

    users: (ids: readonly UserId[]): readonly (User | null)[] =>
      ids.map((id) => {
        const row = find.user(id);
        return row ? toUser(row) : null;
      }),

    /** One step looks at `searchedPeople`. */
    search(query: string, cursor: string | undefined, limit: number): Answer<'search'> {
      if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) throw unreadableCursor();
      const looked = someAfter(Number(cursor ?? 0));
      const fits = looked
        .map((row) => ({ no: row.no, user: toUser(row) }))
        .filter(({ user }) => fitsPerson(user, query));
      const shown = fits.slice(0, limit);
      const last = fits.length > limit ? shown.at(-1) : looked.length === searchedPeople ? looked.at(-1) : undefined;
      return { rows: shown.map(({ user }) => user), next: last ? String(last.no) : null };
    },

    setProfile(id: UserId, rev: number, edit: ProfileEdit): Answer<'setProfile'> {
      const before = find.user(id);
      if (!before) return { status: 'no-user' };
      if (before.profile_rev !== rev) return { status: 'changed-meanwhile', user: toUser(before) };
      const { displayName = before.display_name, status, avatar = before.avatar } = edit;
      if (avatar !== before.avatar) {
        const isHers =
          avatar === null || (fileOwner(asFileId(avatar)) === id && files.show(asFileId(avatar), id) === 'shown');
        if (!isHers) return { status: 'no-file' };
        if (before.avatar !== null) files.unshow(asFileId(before.avatar));
      }
      setProfile(displayName, status === undefined ? before.status : status && JSON.stringify(status), avatar, id);
      transaction.toPeople(id);
      return { status: 'set', user: toUser(find.user(id) ?? before) };
    },

    rename(id: UserId, rev: number, username: string): Answer<'rename'> {
      const row = find.user(id);
      if (!row) return { status: 'no-user' };
      if (row.profile_rev !== rev) return { status: 'changed-meanwhile', user: toUser(row) };
      const wanted = nameSkeletons(username);
      if (wanted.some((skeleton) => (holder(skeleton)?.id ?? id) !== id)) return { status: 'taken' };
      const left = nameSkeletons(row.username).filter((skeleton) => !wanted.includes(skeleton));
      if (left.length > 0 && (countLeft(row.no)?.names ?? 0) >= leftNamesAtOnce) return { status: 'too-often' };
      for (const skeleton of wanted) giveName(skeleton, row.no);
      for (const skeleton of left) leaveName(skeleton, row.no, foldName(row.username));
      rename(row.no, username, foldName(username));
      transaction.toPeople(id);
      const renamed = find.user(id);
      return renamed ? { status: 'set', user: toUser(renamed) } : { status: 'no-user' };
    },

    retire(id: UserId, by: number): Answer<'retire'> {
      const before = find.user(id);
      if (setGone(id, by) === 1) {
        if (before?.avatar) files.unshow(asFileId(before.avatar));
        transaction.toPeople(id);
      }
      const row = find.user(id);
      return row ? toUser(row) : null;
    },

    conversationsOf(id: UserId): readonly ConversationId[] {
      const row = find.user(id);
      return row ? conversationsOf(row.no).map((found) => asConversationId(found.id)) : [];
    },
  };
}
