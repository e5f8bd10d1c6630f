import type { DatabaseSync } from 'node:sqlite';
import { asConversationId, foldName } from '@rookery/protocol';
import type { ConversationId, User, UserId } from '@rookery/protocol';
import type { ConversationState, Role, RoomFacts } from '../../../domain/conversation.ts';
import { directIdOf } from '../../../domain/direct-id.ts';
import { toRoom } from '../../../domain/entry.ts';
import { refusalOf } from '../../../domain/log.ts';
import type { Refusal } from '../../../domain/log.ts';
import type { Directory } from '../../../ports/directory.ts';
import type { Changing } from './changing.ts';
import { isMember, kinds, roles, toFacts, toState } from './rows.ts';
import type { ConversationRow, Lookups, SeenRow } from './rows.ts';
import { prepareOne, prepareRun } from './statements.ts';
import type { Transaction } from './transaction.ts';
import type { UserSteps } from './user-steps.ts';

type Answer<Name extends keyof Directory> = Awaited<ReturnType<Directory[Name]>>;
type Edit = Parameters<Directory['editRoom']>[2];

/** Rooms and direct conversations come to be, and people come and go. */
export function membership(
  db: DatabaseSync,
  transaction: Transaction,
  find: Lookups,
  steps: UserSteps,
  changes: Changing,
) {
  const insertConversation = prepareRun(
    db,
    `INSERT INTO conversations (id, kind, name, folded, topic, folded_topic, first, second, created_at, epoch, active)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const nameHolder = prepareOne<{ readonly no: number }>(
    db,
    `SELECT no FROM conversations WHERE kind = ${kinds.publicRoom} AND folded = ?`,
  );
  const countIn = prepareRun(db, 'UPDATE conversations SET members = members + 1 WHERE no = ?');
  const countOut = prepareRun(
    db,
    'UPDATE conversations SET members = members - 1, removals = removals + 1 WHERE no = ?',
  );
  const insertName = prepareRun(
    db,
    'INSERT INTO member_names (conversation, folded, user) SELECT ?, folded, no FROM users WHERE no = ?',
  );
  const deleteName = prepareRun(
    db,
    `DELETE FROM member_names WHERE conversation = ?1 AND user = ?2 AND folded = (SELECT folded FROM users WHERE no = ?2)`,
  );
  const rename = prepareRun(
    db,
    'UPDATE conversations SET name = ?, folded = ?, topic = ?, folded_topic = ? WHERE no = ?',
  );

  const subject = (row: ConversationRow) => ({ no: row.no, id: asConversationId(row.id) });
  const userOf = (id: UserId) => {
    const row = find.user(id);
    if (!row) throw new Error('a membership of a user who does not exist');
    return { no: row.no, id };
  };
  const existing = (id: ConversationId): ConversationRow => {
    const row = find.conversation(id);
    if (!row) throw new Error('a conversation was not there right after it was written');
    return row;
  };

  const enter = (row: ConversationRow, user: UserId, role: Role): void => {
    const member = userOf(user);
    countIn(row.no);
    insertName(row.no, member.no);
    steps.gain(member, subject(row), roles[role], row.seq);
  };

  /** Ends a membership. From here on every announcement carries a higher `removals`. [ROOM-6] */
  const depart = (row: ConversationRow, user: { readonly no: number; readonly id: UserId }): void => {
    countOut(row.no);
    deleteName(row.no, user.no);
    steps.lose(user, subject(row));
    transaction.toConversation(asConversationId(row.id), {
      kind: 'members',
      removals: row.removals + 1,
      members: row.members - 1,
      left: user.id,
    });
  };

  /** The refusal of `by`, who asks for what only some members of a room may do; null if she is a member of a room. */
  const refusalInRoom = (row: SeenRow | undefined): Refusal | null => {
    if (!row || !isMember(row)) return refusalOf(row ? toFacts(row) : null);
    return row.kind === kinds.direct ? { status: 'refused', code: 'forbidden' } : null;
  };

  return {
    createRoom(room: RoomFacts, owner: User, epoch: string): Answer<'createRoom'> {
      const folded = foldName(room.name);
      const kind = room.visibility === 'public' ? kinds.publicRoom : kinds.privateRoom;
      if (kind === kinds.publicRoom && nameHolder(folded)) return { status: 'taken' };
      const { no } = userOf(owner.id);
      const { id, name, topic, createdAt } = room;
      const rank = transaction.nextRank();
      insertConversation(id, kind, name, folded, topic, foldName(topic), no, no, createdAt, epoch, rank);
      enter(existing(id), owner.id, 'owner');
      return { status: 'created', state: toState(existing(id)) };
    },

    openDirect(a: User, b: User, at: number, epoch: string): ConversationState {
      const id = directIdOf(a.id, b.id);
      const known = find.conversation(id);
      if (known) return toState(known);
      const pair = a.id === b.id ? [a.id] : [a.id, b.id].sort();
      const [first, second = first] = pair.map((user) => userOf(user).no);
      if (first === undefined || second === undefined) throw new Error('a direct conversation of nobody');
      insertConversation(id, kinds.direct, '', '', '', '', first, second, at, epoch, transaction.nextRank());
      for (const user of pair) enter(existing(id), user, 'member');
      return toState(existing(id));
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
      const refusal = refusalInRoom(row);
      if (refusal || !row) return refusal ?? refusalOf(null);
      depart(row, userOf(user));
      return { status: 'left' };
    },

    invite(room: ConversationId, by: UserId, user: User): Answer<'invite'> {
      const row = find.seen(by, room);
      const refusal = refusalInRoom(row);
      if (refusal || !row) return refusal ?? refusalOf(null);
      if (row.kind === kinds.publicRoom) return { status: 'refused', code: 'forbidden' };
      // A member stays one, and an invitation is not renewed.
      if (find.seen(user.id, room)?.role === null) steps.gain(userOf(user.id), subject(row), roles.invited, row.seq);
      return { status: 'invited' };
    },

    remove(room: ConversationId, by: UserId, user: UserId): Answer<'remove'> {
      const row = find.seen(by, room);
      const refusal = refusalInRoom(row);
      if (refusal || !row) return refusal ?? refusalOf(null);
      if (row.role !== roles.owner) return { status: 'refused', code: 'forbidden' };
      const theirs = find.seen(user, room)?.role ?? null;
      if (theirs === null) return { status: 'not-a-member' };
      if (theirs === roles.invited) steps.lose(userOf(user), subject(row));
      else depart(row, userOf(user));
      return { status: 'removed' };
    },

    editRoom(room: ConversationId, by: UserId, edit: Edit): Answer<'editRoom'> {
      const row = find.seen(by, room);
      const refusal = refusalInRoom(row);
      if (refusal || !row) return refusal ?? refusalOf(null);
      if (row.role !== roles.owner) return { status: 'refused', code: 'forbidden' };
      const name = edit.name ?? row.name;
      const topic = edit.topic ?? row.topic;
      if (name === row.name && topic === row.topic) return { status: 'edited', state: toState(row) };
      const folded = foldName(name);
      const holder = row.kind === kinds.publicRoom ? nameHolder(folded) : undefined;
      if (holder && holder.no !== row.no) return { status: 'taken' };
      rename(name, folded, topic, foldName(topic), row.no);
      const facts = toFacts({ ...row, name, topic });
      if (facts.kind === 'room')
        changes.record(
          row,
          { conversation: facts.id, id: edit.id, kind: 'room', room: toRoom(facts, row.members, 0) },
          { facts },
        );
      return { status: 'edited', state: toState(existing(room)) };
    },
  };
}
