import { randomBytes } from 'node:crypto';
import { foldName } from '@rookery/protocol';
import type { ConversationId, RoomId, User, UserId } from '@rookery/protocol';
import type { Clock } from '../../domain/clock.ts';
import type { ConversationFacts, ConversationState, Role, RoomFacts } from '../../domain/conversation.ts';
import { directIdOf } from '../../domain/direct-id.ts';
import type { Refusal } from '../../domain/log.ts';
import type { Directory, JoinOutcome, Page } from '../../ports/directory.ts';
import { keptChanges } from './conversation-log.ts';
import { toRefusal } from './refusal.ts';
import { conversationKey, userKey, usernameKey } from './keys.ts';
import { lowerEnd, toCursor } from './list-cursor.ts';
import { parseUser, plainState } from './packing.ts';
import { bytes, list, number, text } from './reply.ts';
import { RoomIndex } from './room-index.ts';
import { RoomNames } from './room-names.ts';
import { RoomStates } from './room-states.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';
import type { RedisUserLog } from './user-log.ts';

const forbidden: Refusal = { status: 'refused', code: 'forbidden' };

const userJson = ({ id, username, displayName, guest }: User): string =>
  JSON.stringify({ id, username, displayName, guest });
const newEpoch = (): string => randomBytes(16).toString('base64url');
const toRole = (mark: string): Role => (mark === 'o' ? 'owner' : 'member');

export class RedisDirectory implements Directory {
  readonly #shards: Shards;
  readonly #users: RedisUserLog;
  readonly #clock: Clock;
  readonly #names: RoomNames;
  readonly #index: RoomIndex;

  constructor(shards: Shards, users: RedisUserLog, clock: Clock) {
    this.#shards = shards;
    this.#users = users;
    this.#clock = clock;
    const states = new RoomStates(shards);
    this.#names = new RoomNames(shards, states);
    this.#index = new RoomIndex(shards, states);
  }

  #keys(conversation: ConversationId, parts: string): string[] {
    return [...parts].map((part) => conversationKey(conversation, part));
  }

  // ---- people ----

  async claimName(user: User, holder: UserId | null): Promise<'claimed' | 'taken'> {
    // She first, then the name that finds her: a crash between leaves a record that nobody knows.
    await this.#shards.commit({
      script: script('write-hash'),
      keys: [userKey(user.id, 'u')],
      args: [0, 'user', userJson(user)],
    });
    const { reply } = await this.#shards.commit({
      script: script('name-claim'),
      keys: [usernameKey(foldName(user.username))],
      args: [user.id, holder ?? '', userJson(user)],
    });
    return text(reply) === user.id ? 'claimed' : 'taken';
  }

  async userByName(username: string): Promise<User | null> {
    const reply = await this.#shards.run({
      script: script('read-hash'),
      keys: [usernameKey(foldName(username))],
      args: ['of'],
    });
    const json = text(list(reply)[0]);
    return json === '' ? null : parseUser(json);
  }

  users(ids: readonly UserId[]): Promise<readonly (User | null)[]> {
    return Promise.all(
      ids.map(async (id) => {
        const reply = await this.#shards.run({ script: script('read-hash'), keys: [userKey(id, 'u')], args: ['user'] });
        const json = text(list(reply)[0]);
        return json === '' ? null : parseUser(json);
      }),
    );
  }

  // ---- conversations ----

  /** Reserve → create → confirm: the name's key says whose it is; a reservation whose room does not exist lapses. */
  async createRoom(room: RoomFacts, owner: User) {
    const isPublic = room.visibility === 'public';
    const folded = foldName(room.name);
    if (isPublic && !(await this.#names.reserve(folded, room.id))) return { status: 'taken' as const };
    const state = await this.#create(room, room.visibility, owner.id, [{ user: owner, role: 'o' }]);
    await this.#users.gain(owner.id, room.id, 'm', state.head.seq, state.head.epoch, false);
    if (isPublic) {
      await this.#index.put(room);
      if (!(await this.#names.confirm(folded, room.id))) {
        await this.#shards.commit({ script: script('room-drop'), keys: this.#keys(room.id, 'cmn'), args: [] });
        return { status: 'taken' as const };
      }
    }
    return { status: 'created' as const, state };
  }

  async #create(
    facts: ConversationFacts,
    visibility: string,
    owner: string,
    members: readonly { readonly user: User; readonly role: string }[],
  ): Promise<ConversationState> {
    const { reply } = await this.#shards.commit({
      script: script('room-create'),
      keys: this.#keys(facts.id, 'cmn'),
      args: [
        ...[JSON.stringify(facts), visibility, owner, newEpoch(), Math.floor(this.#clock.now())],
        ...members.flatMap(({ user, role }) => [user.id, role + userJson(user), foldName(user.username)]),
      ],
    });
    return plainState(reply);
  }

  publicRoomByName(name: string): Promise<RoomId | null> {
    return this.#names.find(name);
  }

  async openDirect(a: User, b: User, at: number): Promise<ConversationState> {
    const id = directIdOf(a.id, b.id);
    const pair: [User, User] = a.id < b.id ? [a, b] : [b, a];
    const members = (a.id === b.id ? [a] : pair).map((user) => ({ user, role: 'm' }));
    const state = await this.#create({ kind: 'direct', id, pair, createdAt: at }, 'direct', '', members);
    await Promise.all(members.map(({ user }) => this.#users.gain(user.id, id, 'm', 0, state.head.epoch, false)));
    return state;
  }

  async look(conversation: ConversationId, by: UserId) {
    const reply = await this.#shards.run({
      script: script('look'),
      keys: [conversationKey(conversation, 'c')],
      args: [by],
    });
    const [state, role, visibility] = list(reply);
    if (reply === null || (text(role) === '' && text(visibility) !== 'public')) return toRefusal(null);
    const mark = text(role);
    return {
      status: 'seen' as const,
      state: plainState(state),
      role: mark === '' ? null : mark === 'i' ? ('invited' as const) : toRole(mark),
    };
  }

  // ---- membership ----

  async join(room: ConversationId, user: User, _at: number): Promise<JoinOutcome> {
    const { reply } = await this.#shards.commit({
      script: script('join'),
      keys: this.#keys(room, 'cmni'),
      args: [user.id, userJson(user), foldName(user.username)],
    });
    const [status, stateReply, role] = list(reply);
    if (text(status) === 'refused') return toRefusal(stateReply);
    const state = plainState(stateReply);
    const isNew = text(status) === 'joined';
    const read = await this.#users.gain(user.id, room, 'm', state.head.seq, state.head.epoch, isNew);
    return { status: isNew ? 'joined' : 'already', state, role: toRole(text(role)), read };
  }

  async leave(room: ConversationId, user: UserId): Promise<{ readonly status: 'left' } | Refusal> {
    const outcome = await this.#depart(room, user, user);
    return outcome === 'not-a-member' || outcome === 'left' ? { status: 'left' } : outcome;
  }

  async remove(room: ConversationId, by: UserId, user: UserId) {
    const outcome = await this.#depart(room, by, user);
    if (outcome === 'left') return { status: 'removed' as const };
    return outcome === 'not-a-member' ? { status: 'not-a-member' as const } : outcome;
  }

  async #depart(room: ConversationId, by: UserId, user: UserId): Promise<'left' | 'not-a-member' | Refusal> {
    const [record] = await this.users([user]);
    const { reply } = await this.#shards.commit({
      script: script('depart'),
      keys: this.#keys(room, 'cmni'),
      args: [by, user, foldName(record?.username ?? '')],
    });
    const [status, visibility] = list(reply);
    switch (text(status)) {
      case 'left':
      case 'not-a-member':
        // Also where she is none: an earlier try may have ended between the two.
        await this.#users.lose(user, room, '');
        return text(status) === 'left' ? 'left' : 'not-a-member';
      case 'forbidden':
        return forbidden;
      default:
        return toRefusal(visibility);
    }
  }

  async invite(
    room: ConversationId,
    by: UserId,
    user: User,
    _at: number,
  ): Promise<{ readonly status: 'invited' } | Refusal> {
    const { reply } = await this.#shards.commit({
      script: script('invite'),
      keys: this.#keys(room, 'ci'),
      args: [by, user.id],
    });
    const [status, stateReply] = list(reply);
    switch (text(status)) {
      case 'invited': {
        const { head } = plainState(stateReply);
        await this.#users.gain(user.id, room, 'i', head.seq, head.epoch, false);
        return { status: 'invited' };
      }
      case 'member':
        return { status: 'invited' };
      case 'forbidden':
        return forbidden;
      default:
        return toRefusal(stateReply);
    }
  }

  async editRoom(
    room: ConversationId,
    by: UserId,
    edit: {
      readonly name?: string | undefined;
      readonly topic?: string | undefined;
      readonly at: number;
      readonly id: string;
    },
  ) {
    const looked = await this.look(room, by);
    if (looked.status === 'refused') return looked;
    const { facts } = looked.state;
    if (facts.kind !== 'room' || looked.role !== 'owner') {
      if (looked.role === 'invited') return toRefusal(null);
      return forbidden;
    }
    const old = foldName(facts.name);
    const folded = edit.name === undefined ? old : foldName(edit.name);
    const isRenamed = facts.visibility === 'public' && folded !== old;
    if (isRenamed && !(await this.#names.reserve(folded, facts.id))) return { status: 'taken' as const };
    const { reply } = await this.#shards.commit({
      script: script('room-edit'),
      keys: this.#keys(room, 'ch'),
      args: [
        ...[
          by,
          edit.name === undefined ? '0' : '1',
          edit.name ?? '',
          edit.topic === undefined ? '0' : '1',
          edit.topic ?? '',
        ],
        ...[edit.id, keptChanges],
      ],
    });
    const [status, stateReply] = list(reply);
    if (text(status) === 'refused') return toRefusal(stateReply);
    if (text(status) !== 'edited') return forbidden;
    const state = plainState(stateReply);
    if (state.facts.kind === 'room' && facts.visibility === 'public') await this.#index.put(state.facts);
    if (isRenamed) {
      await this.#names.confirm(folded, facts.id);
      await this.#names.free(old, facts.id);
    }
    return { status: 'edited' as const, state };
  }

  // ---- lists ----

  async members(conversation: ConversationId, reader: UserId, cursor: string | undefined, limit: number) {
    const reply = await this.#shards.run({
      script: script('members'),
      keys: this.#keys(conversation, 'cmn'),
      args: [reader, lowerEnd(cursor), limit + 1],
    });
    const [status, pairs] = list(reply);
    if (text(status) !== 'page') return toRefusal(pairs);
    const flat = list(pairs);
    const found = Array.from({ length: flat.length / 2 }, (_, index) => {
      const member = text(flat[2 * index + 1]);
      return {
        place: bytes(flat[2 * index]),
        row: { user: parseUser(member.slice(1)) as User, role: toRole(member.slice(0, 1)) },
      };
    });
    const shown = found.slice(0, limit);
    return {
      status: 'page' as const,
      rows: shown.map(({ row }) => row),
      next: found.length > limit ? toCursor(shown.at(-1)?.place) : null,
    };
  }

  async membersAmong(conversation: ConversationId, users: readonly UserId[]): Promise<ReadonlySet<UserId>> {
    const found = new Set<UserId>();
    for (let index = 0; index < users.length; index += 1_000) {
      const chunk = users.slice(index, index + 1_000);
      const reply = await this.#shards.run({
        script: script('members-among'),
        keys: this.#keys(conversation, 'm'),
        args: chunk,
      });
      for (const [at, user] of chunk.entries()) if (number(list(reply)[at]) === 1) found.add(user);
    }
    return found;
  }

  async rooms(
    reader: UserId | null,
    query: string | undefined,
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<{ readonly facts: RoomFacts; readonly members: number }>> {
    const own = reader === null ? [] : (await this.#users.conversations(reader)).conversations;
    return this.#index.search(own, query, cursor, limit);
  }
}
