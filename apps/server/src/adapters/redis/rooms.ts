import { randomBytes } from 'node:crypto';
import { asFileId } from '@rookery/protocol';
import type { ConversationId, RoomId, UserId } from '@rookery/protocol';
import type { Clock } from '../../domain/clock.ts';
import type { ConversationFacts, ConversationState, RoomFacts } from '../../domain/conversation.ts';
import { nameSkeletons } from '../../domain/name-skeletons.ts';
import { directIdOf } from '../../domain/direct-id.ts';
import { groupIdOf } from '../../domain/group-id.ts';
import type { DueHints } from '../../domain/due-hints.ts';
import { forbidden } from '../../domain/log.ts';
import { nobodyThere } from '../../domain/nobody-there.ts';
import type { Page } from '../../domain/page.ts';
import { may } from '../../domain/rights.ts';
import type { Rights } from '../../domain/rights.ts';
import type { RoomEdit, RoomRow, Rooms } from '../../ports/rooms.ts';
import { owing } from './audit-log.ts';
import type { RedisAuditLog } from './audit-log.ts';
import { keptChanges } from './conversation-log.ts';
import type { HiddenGroups } from './hidden-groups.ts';
import { conversationKeys } from './keys.ts';
import type { RedisMembership } from './membership.ts';
import { plainState } from './packing/state.ts';
import { refusalFrom, toRefusal } from './refusal.ts';
import { list, number, text } from './reply.ts';
import { levelMarks } from './role-marks.ts';
import type { RoomEnding } from './room-ending.ts';
import type { RoomIndex } from './room-index.ts';
import type { RoomNames } from './room-names.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';
import type { RedisUserLog } from './user-log.ts';

type RoomParts = {
  readonly audit: RedisAuditLog;
  readonly users: RedisUserLog;
  readonly membership: RedisMembership;
  readonly names: RoomNames;
  readonly index: RoomIndex;
  readonly ending: RoomEnding;
  readonly hidden: HiddenGroups;
};

const newEpoch = (): string => randomBytes(16).toString('base64url');

export class RedisRooms implements Rooms {
  readonly #shards: Shards;
  readonly #audit: RedisAuditLog;
  readonly #users: RedisUserLog;
  readonly #membership: RedisMembership;
  readonly #clock: Clock;
  readonly #hints: DueHints;
  readonly #names: RoomNames;
  readonly #index: RoomIndex;
  readonly #ending: RoomEnding;
  readonly #hidden: HiddenGroups;

  constructor(
    shards: Shards,
    { audit, users, membership, names, index, ending, hidden }: RoomParts,
    clock: Clock,
    hints: DueHints,
  ) {
    this.#shards = shards;
    this.#audit = audit;
    this.#users = users;
    this.#membership = membership;
    this.#clock = clock;
    this.#hints = hints;
    this.#names = names;
    this.#index = index;
    this.#ending = ending;
    this.#hidden = hidden;
  }

  /** Reserve → create → confirm: the name's key says whose it is; a reservation whose room does not exist lapses. */
  async createRoom(room: RoomFacts, owner: UserId) {
    const isPublic = room.visibility === 'public';
    const looks = nameSkeletons(room.name);
    if (isPublic && !(await this.#names.reserve(looks, room.id))) return { status: 'taken' as const };
    const state = await this.#create(room, room.visibility, owner, [{ user: owner, role: levelMarks.owner }]);
    if ((await this.#users.gain(owner, room.id, 'm', state.head.seq, state.head.epoch, false)) === null) {
      await this.#drop(room.id);
      throw nobodyThere();
    }
    if (isPublic) {
      await this.#index.put(room);
      if (!(await this.#names.confirm(looks, room.id))) {
        await this.#drop(room.id);
        return { status: 'taken' as const };
      }
    }
    return { status: 'created' as const, state };
  }

  /** Nobody was told of it. */
  async #drop(room: ConversationId): Promise<void> {
    await this.#shards.commit({ script: script('room-drop'), keys: conversationKeys(room, 'cmn'), args: [] });
  }

  async #create(
    facts: ConversationFacts,
    visibility: string,
    owner: string,
    members: readonly { readonly user: UserId; readonly role: string }[],
  ): Promise<ConversationState> {
    const { reply } = await this.#shards.commit({
      script: script('room-create'),
      keys: conversationKeys(facts.id, 'cmn'),
      args: [
        ...[JSON.stringify(facts), visibility, owner, newEpoch(), Math.floor(this.#clock.now())],
        ...members.flatMap(({ user, role }) => [user, role]),
      ],
    });
    return plainState(reply);
  }

  publicRoomByName(name: string): Promise<RoomId | null> {
    return this.#names.find(name);
  }

  async openDirect(a: UserId, b: UserId, at: number): Promise<ConversationState> {
    const id = directIdOf(a, b);
    const pair: [UserId, UserId] = a < b ? [a, b] : [b, a];
    const members = (a === b ? [a] : pair).map((user) => ({ user, role: levelMarks.guest }));
    const state = await this.#create({ kind: 'direct', id, pair, createdAt: at }, 'direct', '', members);
    // The other one first: where she has been taken away, nobody's inbox has it.
    for (const user of new Set([b, a]))
      if ((await this.#users.gain(user, id, 'm', 0, state.head.epoch, false)) === null) {
        if (state.head.seq === 0) await this.#drop(id);
        throw nobodyThere();
      }
    return state;
  }

  async openGroup(people: readonly UserId[], by: UserId, at: number): Promise<ConversationState> {
    const all = people.toSorted();
    const facts = { kind: 'group' as const, id: groupIdOf(all), people: all, createdAt: at };
    const members = all.map((user) => ({ user, role: levelMarks.guest }));
    const state = await this.#create(facts, 'group', '', members);
    const { epoch, seq } = state.head;
    const hidden = await this.#hidden.of(facts.id);
    // Also where it was there: whoever made it may have been cut off in between. The opener comes last: where somebody has been taken away, she does not have it.
    for (const user of [...all.filter((one) => one !== by), by]) {
      if (hidden.some((one) => one.user === user)) continue;
      if ((await this.#users.gain(user, facts.id, 'm', 0, epoch, false)) === null) {
        if (seq === 0) await this.#drop(facts.id);
        throw nobodyThere();
      }
    }
    await this.#hidden.show(
      facts.id,
      epoch,
      hidden.filter((one) => one.user === by),
    );
    return state;
  }

  async nameGroup(group: ConversationId, by: UserId, name: string) {
    const { reply } = await this.#shards.commit({
      script: script('group-name'),
      keys: conversationKeys(group, 'cm'),
      args: [by, name],
    });
    const [status, stateReply] = list(reply);
    if (text(status) !== 'named') return refusalFrom(status, stateReply);
    const state = plainState(stateReply);
    const people = state.facts.kind === 'group' ? state.facts.people : [];
    await Promise.all(people.map((user) => this.#users.touch(user, group)));
    return { status: 'named' as const, state };
  }

  async editRoom(room: ConversationId, by: UserId, needs: Rights, edit: RoomEdit) {
    const looked = await this.#membership.look(room, by);
    if (looked.status === 'refused') return looked;
    const { facts } = looked.state;
    if (looked.role === 'invited') return toRefusal(null);
    // The script tests it again, in its own step: this only keeps a name from being reserved in vain.
    if (facts.kind !== 'room' || !may(looked.rights, needs)) return forbidden;
    const old = nameSkeletons(facts.name);
    const looks = edit.name === undefined ? old : nameSkeletons(edit.name);
    const gained = facts.visibility === 'public' ? looks.filter((look) => !old.includes(look)) : [];
    const lost = facts.visibility === 'public' ? old.filter((look) => !looks.includes(look)) : [];
    if (!(await this.#names.reserve(gained, facts.id))) return { status: 'taken' as const };
    const owed = owing(room);
    const { reply } = await this.#shards.commit({
      script: script('room-edit'),
      keys: [...conversationKeys(room, 'chw'), ...owed.keys],
      args: [
        ...[
          by,
          edit.name === undefined ? '0' : '1',
          edit.name ?? '',
          edit.topic === undefined ? '0' : '1',
          edit.topic ?? '',
        ],
        ...[edit.id, keptChanges, needs],
        ...[edit.rights ? JSON.stringify(edit.rights) : '', edit.slowModeMs ?? '', edit.history ?? ''],
        edit.picture === undefined ? '' : (edit.picture ?? 'null'),
        ...[edit.retentionDays, edit.retentionMessages].map((kept) => (kept === undefined ? '' : (kept ?? 'null'))),
        owed.id,
      ],
    });
    const [status, stateReply, queued, replaced] = list(reply);
    if (text(status) !== 'edited') {
      await this.#names.free(gained, facts.id);
      return text(status) === 'above' ? { status: 'above' as const } : refusalFrom(status, stateReply);
    }
    this.#hints.tellOf(room, number(queued));
    const state = plainState(stateReply);
    if (state.facts.kind === 'room' && facts.visibility === 'public') await this.#index.put(state.facts);
    await this.#names.confirm(gained, facts.id);
    await this.#names.free(lost, facts.id);
    const powers = [edit.rights, edit.slowModeMs, edit.picture, edit.retentionDays, edit.retentionMessages];
    if (powers.some((power) => power !== undefined)) await this.#audit.settleSoon(room);
    return { status: 'edited' as const, state, replaced: text(replaced) === '' ? null : asFileId(text(replaced)) };
  }

  deleteRoom(room: ConversationId, by: UserId, needs: Rights) {
    return this.#ending.delete(room, by, needs);
  }

  async rooms(
    reader: UserId | null,
    query: string | undefined,
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<RoomRow>> {
    const own = reader === null ? [] : (await this.#users.conversations(reader)).conversations;
    return this.#index.search(own, query, cursor, limit);
  }
}
