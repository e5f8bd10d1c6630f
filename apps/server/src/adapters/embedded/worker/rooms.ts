import type { DatabaseSync } from 'node:sqlite';
import { asRoomId, foldName } from '@rookery/protocol';
import type { ConversationId, RoomId, UserId } from '@rookery/protocol';
import type { ConversationState, RoomFacts } from '../../../domain/conversation.ts';
import { directIdOf } from '../../../domain/direct-id.ts';
import { nameSkeletons } from '../../../domain/name-skeletons.ts';
import { toRoom } from '../../../domain/entry.ts';
import { forbidden, refusalOf } from '../../../domain/log.ts';
import type { Rights } from '../../../domain/rights.ts';
import type { RoomEdit, Rooms } from '../../../ports/rooms.ts';
import type { Changing } from './changing.ts';
import type { MemberSteps } from './member-steps.ts';
import { kinds, refusalIn, toFacts, toState } from './rows.ts';
import type { Lookups } from './rows.ts';
import { prepareOne, prepareRun } from './statements.ts';
import type { Transaction } from './transaction.ts';

type Answer<Name extends keyof Rooms> = Awaited<ReturnType<Rooms[Name]>>;

/** Rooms and direct conversations come to be, change their names, and are found by them. Lists of rooms: room-search.ts. */
export function rooms(
  db: DatabaseSync,
  transaction: Transaction,
  find: Lookups,
  { userOf, enter, existing }: MemberSteps,
  changes: Changing,
) {
  const insertConversation = prepareRun(
    db,
    `INSERT INTO conversations (id, kind, name, folded, topic, folded_topic, first, second, created_at, epoch, active)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const nameHolder = prepareOne<{ readonly no: number }>(
    db,
    'SELECT c.no FROM public_looks l JOIN conversations c ON c.no = l.conversation WHERE l.skeleton = ?',
  );
  const takeLook = prepareRun(
    db,
    'INSERT INTO public_looks (skeleton, conversation) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET conversation = ?2',
  );
  const freeLooks = prepareRun(db, 'DELETE FROM public_looks WHERE conversation = ?');
  const takeLooks = (name: string, room: number): void => {
    for (const skeleton of nameSkeletons(name)) takeLook(skeleton, room);
  };
  /** Whether a public room other than `own` has a name that looks like this one. */
  const isTaken = (name: string, own?: number): boolean =>
    nameSkeletons(name)
      .map((skeleton) => nameHolder(skeleton))
      .some((holder) => holder && holder.no !== own);
  const rename = prepareRun(
    db,
    'UPDATE conversations SET name = ?, folded = ?, topic = ?, folded_topic = ? WHERE no = ?',
  );

  const roomByName = prepareOne<{ readonly id: string }>(
    db,
    `SELECT id FROM conversations WHERE kind = ${kinds.publicRoom} AND folded = ?`,
  );

  return {
    createRoom(room: RoomFacts, owner: UserId, epoch: string): Answer<'createRoom'> {
      const folded = foldName(room.name);
      const kind = room.visibility === 'public' ? kinds.publicRoom : kinds.privateRoom;
      if (kind === kinds.publicRoom && isTaken(room.name)) return { status: 'taken' };
      const { no } = userOf(owner);
      const { id, name, topic, createdAt } = room;
      const rank = transaction.nextRank();
      insertConversation(id, kind, name, folded, topic, foldName(topic), no, no, createdAt, epoch, rank);
      if (kind === kinds.publicRoom) takeLooks(name, existing(id).no);
      enter(existing(id), owner, 'owner');
      return { status: 'created', state: toState(existing(id)) };
    },

    openDirect(a: UserId, b: UserId, at: number, epoch: string): ConversationState {
      const id = directIdOf(a, b);
      const known = find.conversation(id);
      if (known) return toState(known);
      const pair = a === b ? [a] : [a, b].sort();
      const [first, second = first] = pair.map((user) => userOf(user).no);
      if (first === undefined || second === undefined) throw new Error('a direct conversation of nobody');
      insertConversation(id, kinds.direct, '', '', '', '', first, second, at, epoch, transaction.nextRank());
      for (const user of pair) enter(existing(id), user, 'member');
      return toState(existing(id));
    },

    publicRoomByName(name: string): RoomId | null {
      const row = roomByName(foldName(name));
      return row ? asRoomId(row.id) : null;
    },

    editRoom(room: ConversationId, by: UserId, needs: Rights, edit: RoomEdit): Answer<'editRoom'> {
      const row = find.seen(by, room);
      const refusal = refusalIn(row, needs);
      if (refusal || !row) return refusal ?? refusalOf(null);
      if (row.kind === kinds.direct) return forbidden;
      const name = edit.name ?? row.name;
      const topic = edit.topic ?? row.topic;
      if (name === row.name && topic === row.topic) return { status: 'edited', state: toState(row) };
      const folded = foldName(name);
      const isPublic = row.kind === kinds.publicRoom;
      if (isPublic && isTaken(name, row.no)) return { status: 'taken' };
      if (isPublic) {
        freeLooks(row.no);
        takeLooks(name, row.no);
      }
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
