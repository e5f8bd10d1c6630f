import { asRoomId, foldName } from '@rookery/protocol';
import type { RoomId } from '@rookery/protocol';
import type { Clock } from '../../domain/clock.ts';
import { roomNameKey } from './keys.ts';
import { list, text } from './reply.ts';
import type { RoomStates } from './room-states.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/** A name reserved for a room that did not come to be within this is free again. */
const reservationMs = 30_000;

/** Which public room has which name: reserve → create → confirm, each step durable. A reservation whose room does not exist lapses. */
export class RoomNames {
  readonly #shards: Shards;
  readonly #states: RoomStates;
  readonly #clock: Clock;

  constructor(shards: Shards, states: RoomStates, clock: Clock) {
    this.#shards = shards;
    this.#states = states;
    this.#clock = clock;
  }

  /** Whether the name is the room's now. */
  async reserve(folded: string, room: RoomId): Promise<boolean> {
    const claim = async (from: string): Promise<string> => {
      const kept = JSON.stringify({ at: Math.floor(this.#clock.now()) });
      const { reply } = await this.#shards.commit({
        script: script('name-claim'),
        keys: [roomNameKey(folded)],
        args: [room, from, kept],
      });
      return text(reply);
    };
    const holder = await claim('');
    if (holder === room) return true;
    const facts = await this.#states.facts(asRoomId(holder));
    if (facts && facts.visibility === 'public' && foldName(facts.name) === folded) return false;
    const kept = text(
      list(await this.#shards.run({ script: script('read-hash'), keys: [roomNameKey(folded)], args: ['of'] }))[0],
    );
    const reservedAt = Number(/\d+/.exec(kept)?.[0] ?? 0);
    // It may be coming to be right now.
    if (Math.abs(this.#clock.now() - reservedAt) < reservationMs && !facts) return false;
    return (await claim(holder)) === room;
  }

  async confirm(folded: string, room: RoomId): Promise<boolean> {
    const { reply } = await this.#shards.commit({
      script: script('name-claim'),
      keys: [roomNameKey(folded)],
      args: [room, room, JSON.stringify({ at: Math.floor(this.#clock.now()), confirmed: true })],
    });
    return text(reply) === room;
  }

  /** Only if it still is the room's. */
  async free(folded: string, room: RoomId): Promise<void> {
    await this.#shards.commit({ script: script('name-free'), keys: [roomNameKey(folded)], args: [room] });
  }

  async find(name: string): Promise<RoomId | null> {
    const folded = foldName(name);
    const reply = await this.#shards.run({ script: script('read-hash'), keys: [roomNameKey(folded)], args: ['id'] });
    const id = text(list(reply)[0]);
    if (id === '') return null;
    const facts = await this.#states.facts(asRoomId(id));
    return facts?.visibility === 'public' && foldName(facts.name) === folded ? facts.id : null;
  }
}
