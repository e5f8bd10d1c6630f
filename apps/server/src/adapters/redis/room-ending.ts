import { asUserId } from '@rookery/protocol';
import type { ConversationId, UserId } from '@rookery/protocol';
import { deletedBy } from '../../domain/departure.ts';
import type { Departure } from '../../domain/departure.ts';
import { nameSkeletons } from '../../domain/name-skeletons.ts';
import { repeatableMs } from '../../domain/repeatable.ts';
import type { Rights } from '../../domain/rights.ts';
import type { Rooms } from '../../ports/rooms.ts';
import { owing } from './audit-log.ts';
import type { RedisAuditLog } from './audit-log.ts';
import { conversationKey, conversationKeys, dueKey } from './keys.ts';
import { parseFacts } from './packing/state.ts';
import { toChangedThreads } from './packing/threads.ts';
import { refusalFrom } from './refusal.ts';
import { list, text } from './reply.ts';
import type { Reply } from './reply.ts';
import type { RoomIndex } from './room-index.ts';
import type { RoomNames } from './room-names.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';
import type { Thawing } from './thawing.ts';
import type { RedisUserLog } from './user-log.ts';

/** Messages that one script takes away: a few ms of a master's time. */
const stepMessages = 500;
/** Threads that are looked up at once. */
const threadsAtOnce = 500;
/** Logs of people that are written to at once. */
const toldAtOnce = 100;

type Parts = {
  readonly audit: RedisAuditLog;
  readonly users: RedisUserLog;
  readonly names: RoomNames;
  readonly index: RoomIndex;
  readonly thawing: Thawing;
};

/** Ends rooms: those that nobody is in, and those that are deleted. What is cut off after the first step, the next pass finishes: the room says of itself that it has ended. [ROOM-14] */
export class RoomEnding {
  readonly #shards: Shards;
  readonly #parts: Parts;

  constructor(shards: Shards, parts: Parts) {
    this.#shards = shards;
    this.#parts = parts;
  }

  /** Whether it has ended: it has been empty for so long. `emptyMs`: where something was said in it; null for never. */
  async end(room: ConversationId, now: number, unusedMs: number, emptyMs: number | null): Promise<boolean> {
    const { reply } = await this.#shards.commit({
      script: script('room-end'),
      keys: conversationKeys(room, 'cmi'),
      args: [now, unusedMs, emptyMs ?? ''],
    });
    if (reply === null) return false;
    const [status, detail, invited] = list(reply);
    if (text(status) === 'owner') {
      await this.#parts.users.touch(asUserId(text(detail)), room);
      return false;
    }
    await this.#unlist(text(detail));
    await this.#tell(room, list(invited), () => ({ why: 'deleted' }));
    await this.#clear(room);
    return true;
  }

  /** Of a room with people in it. What was said there goes afterwards; where that is cut off, the next pass goes on. [ROOM-20] */
  async delete(room: ConversationId, by: UserId, needs: Rights): ReturnType<Rooms['deleteRoom']> {
    const owed = owing(room);
    const { reply } = await this.#shards.commit({
      script: script('room-delete'),
      keys: [...conversationKeys(room, 'cmni'), conversationKey(room, 'dl'), ...owed.keys],
      args: [by, needs, repeatableMs, owed.id],
    });
    const [status, detail, people] = list(reply);
    if (text(status) !== 'deleted') return refusalFrom(status, detail);
    await this.#tell(room, list(people), (user) => deletedBy(by, user));
    await this.#parts.audit.settleSoon(room);
    // An earlier attempt of hers has done the rest.
    if (text(detail) === '') return { status: 'deleted', picture: null };
    await this.#unlist(text(detail));
    this.#clear(room).catch(() => undefined);
    const facts = parseFacts(text(detail));
    return { status: 'deleted', picture: (facts.kind === 'room' && facts.picture) || null };
  }

  /** A public room's name finds it no more, and is free. */
  async #unlist(json: string): Promise<void> {
    const facts = parseFacts(json);
    if (facts.kind !== 'room' || facts.visibility !== 'public') return;
    await this.#parts.index.drop(facts.id);
    await this.#parts.names.free(nameSkeletons(facts.name), facts.id);
  }

  /** The logs of those who belonged to it, or were invited. */
  async #tell(room: ConversationId, people: readonly Reply[], departureOf: (user: UserId) => Departure): Promise<void> {
    for (let index = 0; index < people.length; index += toldAtOnce) {
      const some = people.slice(index, index + toldAtOnce).map((id) => asUserId(text(id)));
      await Promise.all(some.map((user) => this.#parts.users.lose(user, room, departureOf(user))));
    }
  }

  /** Its threads first: they are found by it. */
  async #clear(room: ConversationId): Promise<void> {
    for (let mark = 0, isMore = true; isMore;) {
      const reply = await this.#shards.run({
        script: script('threads'),
        keys: [conversationKey(room, 'c')],
        args: [mark, threadsAtOnce, '1'],
      });
      const found = toChangedThreads(reply);
      for (const { thread } of found.changed) await this.#clearOne(thread.id);
      ({ mark, isMore } = found);
    }
    await this.#clearOne(room);
  }

  async #clearOne(conversation: ConversationId): Promise<void> {
    for (let first = 0; ;) {
      const now = await this.#parts.thawing.trim(conversation, first + stepMessages);
      // No further: all are gone.
      if (now < first + stepMessages) break;
      first = now;
    }
    await this.#shards.commit({
      script: script('room-clear'),
      keys: [...conversationKeys(conversation, 'cmnalohdepysbkwv'), dueKey(conversation)],
      args: [conversation],
    });
  }
}
