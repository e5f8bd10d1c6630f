import { asRoomId, foldName } from '@rookery/protocol';
import type { RoomId } from '@rookery/protocol';
import type { Clock } from '../../domain/clock.ts';
import { findingSkeleton, nameSkeletons } from '../../domain/name-skeletons.ts';
import { roomNameKey } from './keys.ts';
import { list, text } from './reply.ts';
import type { RoomStates } from './room-states.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/** A name reserved for a room that did not come to be within this is free again. */
const reservationMs = 30_000;

/** Which public room has which name, by what it looks like: reserve → create → confirm, each step durable. A reservation whose room does not exist lapses. */
export class RoomNames {
  readonly #shards: Shards;
  readonly #states: RoomStates;
  readonly #clock: Clock;

  constructor(shards: Shards, states: RoomStates, clock: Clock) {
    this.#shards = shards;
    this.#states = states;
    this.#clock = clock;
  }

  /** Whether these looks are the room's now: all of them, or none is kept. In the same order for all, so that one of many has them all. */
  async reserve(skeletons: readonly string[], room: RoomId): Promise<boolean> {
    for (const [index, skeleton] of skeletons.entries()) {
      if (await this.#reserveOne(skeleton, room)) continue;
      await this.free(skeletons.slice(0, index), room);
      return false;
    }
    return true;
  }

  async #reserveOne(skeleton: string, room: RoomId): Promise<boolean> {
    const claim = async (from: string): Promise<string> => {
      const kept = JSON.stringify({ at: Math.floor(this.#clock.now()) });
      const { reply } = await this.#shards.commit({
        script: script('name-claim'),
        keys: [roomNameKey(skeleton)],
        args: [room, from, kept],
      });
      return text(reply);
    };
    const holder = await claim('');
    if (holder === room) return true;
    const facts = await this.#states.facts(asRoomId(holder));
    if (facts && facts.visibility === 'public' && nameSkeletons(facts.name).includes(skeleton)) return false;
    const kept = text(
      list(await this.#shards.run({ script: script('read-hash'), keys: [roomNameKey(skeleton)], args: ['of'] }))[0],
    );
    const reservedAt = Number(/\d+/.exec(kept)?.[0] ?? 0);
    // It may be coming to be right now.
    if (Math.abs(this.#clock.now() - reservedAt) < reservationMs && !facts) return false;
    return (await claim(holder)) === room;
  }

  async confirm(skeletons: readonly string[], room: RoomId): Promise<boolean> {
    for (const skeleton of skeletons) {
      const { reply } = await this.#shards.commit({
        script: script('name-claim'),
        keys: [roomNameKey(skeleton)],
        args: [room, room, JSON.stringify({ at: Math.floor(this.#clock.now()), confirmed: true })],
      });
      if (text(reply) !== room) return false;
    }
    return true;
  }

  /** Those that still are the room's. */
  async free(skeletons: readonly string[], room: RoomId): Promise<void> {
    for (const skeleton of skeletons)
      await this.#shards.commit({ script: script('name-free'), keys: [roomNameKey(skeleton)], args: [room] });
  }

  async find(name: string): Promise<RoomId | null> {
    const folded = foldName(name);
    const keys = [roomNameKey(findingSkeleton(name))];
    const reply = await this.#shards.run({ script: script('read-hash'), keys, args: ['id'] });
    const id = text(list(reply)[0]);
    if (id === '') return null;
    const facts = await this.#states.facts(asRoomId(id));
    return facts?.visibility === 'public' && foldName(facts.name) === folded ? facts.id : null;
  }
}
