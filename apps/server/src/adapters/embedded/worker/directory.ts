import type { DatabaseSync } from 'node:sqlite';
import { asRoomId, ChatError, foldName } from '@rookery/protocol';
import type { ConversationId, RoomId, User, UserId } from '@rookery/protocol';
import { refusalOf } from '../../../domain/log.ts';
import type { Directory } from '../../../ports/directory.ts';
import {
  conversationColumns,
  conversationJoins,
  isMember,
  kinds,
  roles,
  toFacts,
  toRole,
  toState,
  toUser,
} from './rows.ts';
import type { ConversationRow, Lookups, UserRow } from './rows.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';

type Answer<Name extends keyof Directory> = Awaited<ReturnType<Directory[Name]>>;

/** People, names, and conversations to be found. Who belongs to them: membership.ts. */
export function directory(db: DatabaseSync, find: Lookups) {
  const holderOf = prepareOne<UserRow>(
    db,
    `SELECT u.no, u.id, u.username, u.display_name, u.guest FROM usernames n JOIN users u ON u.no = n.user
     WHERE n.folded = ?`,
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
    'INSERT INTO usernames (folded, user) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET user = ?2',
  );
  const roomByName = prepareOne<{ readonly id: string }>(
    db,
    `SELECT id FROM conversations WHERE kind = ${kinds.publicRoom} AND folded = ?`,
  );
  const roomRows = prepareAll<ConversationRow>(
    db,
    `SELECT ${conversationColumns} FROM conversations c ${conversationJoins}
     WHERE c.kind < ${kinds.direct} AND (c.folded, c.id) > (?1, ?2)
       AND (c.kind = ${kinds.publicRoom} OR EXISTS (SELECT 1 FROM memberships s
            WHERE s.user = ?3 AND s.conversation = c.no AND s.role < ${roles.invited}))
       AND (?4 = '' OR instr(c.folded, ?4) > 0 OR instr(c.folded_topic, ?4) > 0)
     ORDER BY c.folded, c.id LIMIT ?5`,
  );
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
    numberOf,

    claimName(user: User, holder: UserId | null): Answer<'claimName'> {
      const folded = foldName(user.username);
      const current = holderOf(folded);
      if (current && current.id !== holder) return 'taken';
      giveName(folded, numberOf(user));
      return 'claimed';
    },

    userByName(username: string): User | null {
      const row = holderOf(foldName(username));
      return row ? toUser(row) : null;
    },

    users: (ids: readonly UserId[]): readonly (User | null)[] =>
      ids.map((id) => {
        const row = find.user(id);
        return row ? toUser(row) : null;
      }),

    publicRoomByName(name: string): RoomId | null {
      const row = roomByName(foldName(name));
      return row ? asRoomId(row.id) : null;
    },

    look(conversation: ConversationId, by: UserId): Answer<'look'> {
      const row = find.seen(by, conversation);
      if (!row || (row.role === null && row.kind !== kinds.publicRoom)) return refusalOf(null);
      return { status: 'seen', state: toState(row), role: row.role === null ? null : toRole(row.role) };
    },

    members(
      conversation: ConversationId,
      reader: UserId,
      cursor: string | undefined,
      limit: number,
    ): Answer<'members'> {
      const row = find.seen(reader, conversation);
      if (!row || !isMember(row)) return refusalOf(row ? toFacts(row) : null);
      const after = cursor === undefined ? { folded: '', no: 0 } : foldedOf(cursor);
      if (!after) throw unreadable();
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

    rooms(
      reader: UserId | null,
      query: string | undefined,
      cursor: string | undefined,
      limit: number,
    ): Answer<'rooms'> {
      const after = cursor === undefined ? null : find.conversation(cursor);
      if (cursor !== undefined && !after) throw unreadable();
      const no = (reader === null ? undefined : find.user(reader)?.no) ?? null;
      const found = roomRows(after?.folded ?? '', after?.id ?? '', no, foldName(query ?? ''), limit + 1);
      const rows = found.slice(0, limit).flatMap((row) => {
        const facts = toFacts(row);
        return facts.kind === 'room' ? [{ facts, members: row.members }] : [];
      });
      return { rows, next: found.length > limit ? (rows.at(-1)?.facts.id ?? null) : null };
    },
  };
}

const unreadable = (): ChatError =>
  new ChatError('bad_request', { field: 'cursor', message: 'This cursor has expired: start again without one.' });
