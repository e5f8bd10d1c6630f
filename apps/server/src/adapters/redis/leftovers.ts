import { ChatError, asConversationId, asUserId } from '@rookery/protocol';
import type { ConversationId, UserId } from '@rookery/protocol';
import type { LeftoverRules, Leftovers, SweptLeftovers } from '../../ports/leftovers.ts';
import { conversationKeys, leftoverSweeperKey, userKey } from './keys.ts';
import type { RedisFinding } from './finding.ts';
import type { RedisPeople } from './people.ts';
import { list, text } from './reply.ts';
import type { RoomEnding } from './room-ending.ts';
import { script } from './scripts.ts';
import { ShardLeases } from './shard-leases.ts';
import type { Shards } from './shards.ts';
import type { RedisUserLog } from './user-log.ts';

/** Keys of one step: half a millisecond of a master's time. */
const stepKeys = 500;
/** Conversations of one guest that one pass looks at. */
const lookedConversations = 1_000;

type Parts = {
  readonly users: RedisUserLog;
  readonly people: RedisPeople;
  readonly ending: RoomEnding;
  readonly finding: RedisFinding;
};
type Counts = { guests: number; rooms: number };

/**
 * Walks through the keys of those shards of which this node is the sweeper, with Redis' own cursor (SCAN): whatever is there during a whole pass is
 * found, and nothing has to be noted while people come and go. So it also finds what earlier versions left behind.
 */
export class RedisLeftovers implements Leftovers {
  readonly #shards: Shards;
  readonly #users: RedisUserLog;
  readonly #people: RedisPeople;
  readonly #ending: RoomEnding;
  readonly #finding: RedisFinding;
  readonly #leases: ShardLeases;
  /** By master, where this pass goes on; 'done' where it has ended. */
  readonly #passes = new Map<string, string>();

  constructor(shards: Shards, { users, people, ending, finding }: Parts, node: string) {
    this.#shards = shards;
    this.#users = users;
    this.#people = people;
    this.#ending = ending;
    this.#finding = finding;
    this.#leases = new ShardLeases(shards, leftoverSweeperKey, node);
  }

  async sweep(now: number, rules: LeftoverRules): Promise<SweptLeftovers> {
    const counts: Counts = { guests: 0, rooms: 0 };
    const masters = this.#shards.topology.masters();
    for (const master of this.#passes.keys()) if (!masters.includes(master)) this.#passes.delete(master);
    for (const master of masters) {
      if (this.#passes.get(master) === 'done') continue;
      // One shard that does not answer keeps no other from being swept.
      const next = await this.#step(master, Math.floor(now), rules, counts).catch((error: unknown) => {
        if (error instanceof ChatError || this.#shards.isClosed) return 'done';
        throw error;
      });
      this.#passes.set(master, next);
    }
    const more = [...this.#passes.values()].some((cursor) => cursor !== 'done');
    if (!more) this.#passes.clear();
    return { ...counts, more };
  }

  /** Answers where the pass goes on. */
  async #step(master: string, now: number, rules: LeftoverRules, counts: Counts): Promise<string> {
    if (!(await this.#leases.isMine(master))) return 'done';
    const [scanned] = await this.#shards.pipeline(master, [
      ['SCAN', this.#passes.get(master) ?? '0', 'COUNT', stepKeys],
    ]);
    // The master is away or is one no longer: the next pass finds its keys.
    if (scanned === undefined || scanned instanceof Error) return 'done';
    const [cursor, keys] = list(scanned);
    const found = new Set(list(keys).flatMap((key) => this.#subjectIn(text(key))));
    const outcomes = await Promise.allSettled(
      [...found].map((id) =>
        id.startsWith('u_')
          ? this.#person(asUserId(id), now, rules, counts)
          : this.#room(asConversationId(id), now, rules.unusedRoomMs, rules.emptyRoomMs, counts),
      ),
    );
    for (const outcome of outcomes)
      // What a shard that is away has kept from being done, the next pass does.
      if (outcome.status === 'rejected' && !(outcome.reason instanceof ChatError)) throw outcome.reason;
    return text(cursor) === '0' ? 'done' : text(cursor);
  }

  async #room(
    room: ConversationId,
    now: number,
    unusedMs: number,
    emptyMs: number | null,
    counts: Counts,
  ): Promise<void> {
    if (await this.#ending.end(room, now, unusedMs, emptyMs)) counts.rooms += 1;
  }

  /** Whoever is found by her name is looked at on the way: it is the one look at all people. */
  async #person(user: UserId, now: number, rules: LeftoverRules, counts: Counts): Promise<void> {
    await this.#guest(user, now, rules, counts);
    await this.#finding.settle(user);
  }

  async #guest(user: UserId, now: number, rules: LeftoverRules, counts: Counts): Promise<void> {
    const looked = await this.#shards.run({
      script: script('guest-look'),
      keys: this.#keys(user, 'usig'),
      args: [now, rules.signedOutMs, rules.expiredMs, lookedConversations],
    });
    if (looked === null) return;
    let hasTrace = false;
    for (const [index, ids] of list(looked).entries())
      for (const id of list(ids))
        if (await this.#leave(user, asConversationId(text(id)), index === 0, now, counts)) hasTrace = true;
    if (!hasTrace && (await this.#people.close(user, now))) {
      if (await this.#people.drop(user)) counts.guests += 1;
      return;
    }
    const [profile] = await this.#people.users([user]);
    if (profile && !profile.deactivated) await this.#people.retire(user, now);
    await this.#shards.commit({
      script: script('guest-again'),
      keys: this.#keys(user, 'u'),
      args: [now + rules.againMs],
    });
  }

  /** Whether the conversation is a trace of her. `isInbox`: her inbox has it. */
  async #leave(
    user: UserId,
    conversation: ConversationId,
    isInbox: boolean,
    now: number,
    counts: Counts,
  ): Promise<boolean> {
    const { reply } = await this.#shards.commit({
      script: script('guest-leave'),
      keys: conversationKeys(conversation, 'cmni'),
      args: [user],
    });
    const [status, heir] = list(reply);
    const outcome = text(status);
    if (outcome === 'stays') return true;
    if (outcome === 'left') {
      if (text(heir) !== '') await this.#users.touch(asUserId(text(heir)), conversation);
      if (isInbox) await this.#users.lose(user, conversation, { why: 'left' });
      return true;
    }
    if (outcome === 'unused') await this.#room(conversation, now, 0, null, counts);
    await this.#shards.commit({ script: script('user-forget'), keys: this.#keys(user, 'uig'), args: [conversation] });
    return false;
  }

  /** The user or room whose record the key is; nothing for any other key, nor for one of another installation. */
  #subjectIn(key: string): string[] {
    const prefix = this.#shards.named('');
    if (!key.startsWith(prefix)) return [];
    const [, user, room] = /^\{(?:(u_[\w-]+)\}:[us]|(r_[\w-]+)\}:c)$/.exec(key.slice(prefix.length)) ?? [];
    return [user ?? room ?? []].flat();
  }

  #keys(user: UserId, parts: string): string[] {
    return [...parts].map((part) => userKey(user, part));
  }

  /** Gives the shards to whoever sweeps next. */
  close(): Promise<void> {
    return this.#leases.close();
  }
}
