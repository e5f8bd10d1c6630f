import type { DatabaseSync } from 'node:sqlite';
import { asFileId, asRoomId, asUserId, foldName } from '@rookery/protocol';
import type { ConversationId, RoomId, UserId } from '@rookery/protocol';
import type { ConversationFacts, ConversationState, RoomFacts } from '../../../domain/conversation.ts';
import { deletedBy } from '../../../domain/departure.ts';
import { directIdOf } from '../../../domain/direct-id.ts';
import { groupIdOf } from '../../../domain/group-id.ts';
import { nameSkeletons } from '../../../domain/name-skeletons.ts';
import { repeatableMs } from '../../../domain/repeatable.ts';
import { toRoom } from '../../../domain/entry.ts';
import { forbidden, refusalOf } from '../../../domain/log.ts';
import { mayChangeRights, mergeRights, noRights } from '../../../domain/rights.ts';
import type { Rights } from '../../../domain/rights.ts';
import type { RoomEdit, Rooms } from '../../../ports/rooms.ts';
import { differences } from './audit.ts';
import type { Audit } from './audit.ts';
import type { Changing } from './changing.ts';
import type { WorkerFiles } from './files.ts';
import type { MemberSteps } from './member-steps.ts';
import { isRoom, kinds, levelIn, refusalIn, roles, rulesJson, rulesOf, toFacts, toState } from './rows.ts';
import type { Lookups } from './lookups.ts';
import type { Once } from './once.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';
import type { Transaction } from './transaction.ts';
import type { UserSteps } from './user-steps.ts';

type Answer<Name extends keyof Rooms> = Awaited<ReturnType<Rooms[Name]>>;

/** What of a room's facts is written down when it changes: who may do what there, and the picture that it shows. */
const rulesIn = (facts: ConversationFacts): object =>
  facts.kind === 'room'
    ? {
        ...{ rights: facts.rights, slowModeMs: facts.slowModeMs, history: facts.history, picture: facts.picture },
        ...{ retentionDays: facts.retentionDays, retentionMessages: facts.retentionMessages },
      }
    : {};

/** Who has ended a room, under what counts once. */
const deletionOf = (room: ConversationId): string => `room:delete ${room}`;

/** Rooms and direct conversations come to be, change their names, and are found by them. Lists of rooms: room-search.ts. */
export function rooms(
  db: DatabaseSync,
  transaction: Transaction,
  find: Lookups,
  { userOf, enter, show, existing, subject }: MemberSteps,
  changes: Changing,
  steps: UserSteps,
  acts: Audit,
  files: WorkerFiles,
  single: Once,
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
    'UPDATE conversations SET name = ?, folded = ?, topic = ?, folded_topic = ?, rules = ?, since_join = ?, picture = ? WHERE no = ?',
  );
  const forgetPosts = prepareRun(db, 'DELETE FROM last_posts WHERE conversation = ?');
  const belonging = prepareAll<{ readonly no: number; readonly id: string }>(
    db,
    `SELECT u.no, u.id FROM member_list n JOIN users u ON u.no = n.user WHERE n.conversation = ?1
     UNION ALL
     SELECT u.no, u.id FROM memberships s JOIN users u ON u.no = s.user
     WHERE s.conversation = ?1 AND s.role = ${roles.invited}`,
  );
  // What is left is a private room without a name, in which nobody is: `leftovers` takes it away. Until then it tells who was away what she has lost.
  const hide = prepareRun(
    db,
    `UPDATE conversations SET kind = ${kinds.privateRoom}, name = '', folded = '', topic = '', folded_topic = '', rules = NULL,
       since_join = 0, picture = NULL, has_mutes = 0, seq = 0, members = 0, removals = removals + 1, empty_since = 0 WHERE no = ?`,
  );
  const ofRoom = ['member_list', 'mutes', 'bans', 'last_posts', 'public_looks'].map((table) =>
    prepareRun(db, `DELETE FROM ${table} WHERE conversation = ?`),
  );

  const setPeople = prepareRun(db, 'UPDATE conversations SET people = ? WHERE no = ?');
  /** Those who have it in their inboxes. */
  const inGroup = prepareAll<{ readonly no: number; readonly id: string }>(
    db,
    `SELECT u.no, u.id FROM member_list n JOIN users u ON u.no = n.user
     JOIN memberships s ON s.user = n.user AND s.conversation = n.conversation
     WHERE n.conversation = ? AND s.role <> ${roles.hidden}`,
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

    openGroup(people: readonly UserId[], by: UserId, at: number, epoch: string): ConversationState {
      const id = groupIdOf(people);
      const known = find.conversation(id);
      if (known) {
        show(known, by);
        return toState(known);
      }
      const all = people.toSorted();
      const opener = userOf(by).no;
      for (const user of all) userOf(user);
      insertConversation(id, kinds.group, '', '', '', '', opener, opener, at, epoch, transaction.nextRank());
      setPeople(JSON.stringify(all), existing(id).no);
      for (const user of all) enter(existing(id), user, 'member');
      return toState(existing(id));
    },

    nameGroup(group: ConversationId, by: UserId, name: string): Answer<'nameGroup'> {
      const row = find.seen(by, group);
      const refusal = refusalIn(row, noRights);
      if (refusal || !row) return refusal ?? refusalOf(null);
      if (row.kind !== kinds.group) return forbidden;
      if (name !== row.name) {
        rename(name, foldName(name), '', '', null, 0, null, row.no);
        for (const { no, id } of inGroup(row.no)) steps.touch({ no, id: asUserId(id) }, subject(row));
      }
      return { status: 'named', state: toState(existing(group)) };
    },

    publicRoomByName(name: string): RoomId | null {
      const row = roomByName(foldName(name));
      return row ? asRoomId(row.id) : null;
    },

    editRoom(room: ConversationId, by: UserId, needs: Rights, edit: RoomEdit): Answer<'editRoom'> {
      const row = find.seen(by, room);
      const refusal = refusalIn(row, needs);
      if (refusal || !row) return refusal ?? refusalOf(null);
      if (!isRoom(row)) return forbidden;
      const name = edit.name ?? row.name;
      const topic = edit.topic ?? row.topic;
      const before = rulesOf(row);
      const level = levelIn(row);
      if (edit.rights && !mayChangeRights(level, before.rights, edit.rights)) return { status: 'above' };
      const rules = rulesJson({
        rights: edit.rights ? mergeRights(before.rights, edit.rights) : before.rights,
        slowModeMs: edit.slowModeMs ?? before.slowModeMs,
        retentionDays: edit.retentionDays === undefined ? before.retentionDays : (edit.retentionDays ?? undefined),
        retentionMessages:
          edit.retentionMessages === undefined ? before.retentionMessages : (edit.retentionMessages ?? undefined),
      });
      const sinceJoin = edit.history === undefined ? row.since_join : edit.history === 'since-join' ? 1 : 0;
      const { picture = row.picture } = edit;
      const isSame = name === row.name && topic === row.topic && rules === row.rules;
      if (isSame && sinceJoin === row.since_join && picture === row.picture)
        return { status: 'edited', state: toState(row), replaced: null };
      const folded = foldName(name);
      const isPublic = row.kind === kinds.publicRoom;
      if (isPublic && isTaken(name, row.no)) return { status: 'taken' };
      if (isPublic) {
        freeLooks(row.no);
        takeLooks(name, row.no);
      }
      rename(name, folded, topic, foldName(topic), rules, sinceJoin, picture, row.no);
      const facts = toFacts({ ...row, name, topic, rules, since_join: sinceJoin, picture });
      const changed = differences(rulesIn(toFacts(row)), rulesIn(facts));
      if (changed) acts.note({ act: 'room:edit', by, ...changed }, row);
      if (edit.slowModeMs === 0) forgetPosts(row.no);
      if (facts.kind === 'room')
        changes.record(
          row,
          { conversation: facts.id, id: edit.id, kind: 'room', room: toRoom(facts, row.members, 0) },
          { facts },
        );
      const replaced = row.picture === null || row.picture === picture ? null : asFileId(row.picture);
      return { status: 'edited', state: toState(existing(room)), replaced };
    },

    deleteRoom(room: ConversationId, by: UserId, needs: Rights, now: number): Answer<'deleteRoom'> {
      const row = find.seen(by, room);
      const refusal = refusalIn(row, needs);
      const deletion = deletionOf(room);
      // The step that has ended it has done all that there is to do.
      if (refusal && single.take(deletion, deletion, now) === by) return { status: 'deleted', picture: null };
      if (refusal || !row) return refusal ?? refusalOf(null);
      if (!isRoom(row)) return forbidden;
      acts.note({ act: 'room:delete', by }, row);
      for (const { no, id } of belonging(row.no))
        steps.lose({ no, id: asUserId(id) }, subject(row), deletedBy(by, asUserId(id)));
      files.release(room, 1, row.seq);
      for (const forget of ofRoom) forget(row.no);
      hide(row.no);
      single.put(deletion, { value: by, until: now + repeatableMs }, now);
      // Nobody is named: every feed asks who still belongs to it.
      transaction.toConversation(room, { kind: 'members', removals: row.removals + 1, members: 0 });
      return { status: 'deleted', picture: row.picture === null ? null : asFileId(row.picture) };
    },
  };
}
