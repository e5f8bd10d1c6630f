import { setTimeout as pause } from 'node:timers/promises';
import { asConversationId, foldName } from '@rookery/protocol';
import type { ConversationId } from '@rookery/protocol';
import type { RoomFacts } from '../../domain/conversation.ts';
import type { Page } from '../../domain/page.ts';
import { roomIndexKeys } from './keys.ts';
import { lowerEnd, toCursor } from './list-cursor.ts';
import { bytes, list } from './reply.ts';
import type { RoomStates } from './room-states.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/** Between two steps of a search. */
const longestPauseMs = 50;

/** The list of rooms: public ones from an index by folded name, and the reader's own. */
export class RoomIndex {
  readonly #shards: Shards;
  readonly #states: RoomStates;

  constructor(shards: Shards, states: RoomStates) {
    this.#shards = shards;
    this.#states = states;
  }

  async put(room: RoomFacts): Promise<void> {
    const folded = foldName(room.name);
    await this.#shards.commit({
      script: script('room-index'),
      keys: roomIndexKeys,
      args: [room.id, folded, `${folded}\n${foldName(room.topic)}`],
    });
  }

  async drop(room: ConversationId): Promise<void> {
    await this.#shards.commit({ script: script('room-unindex'), keys: roomIndexKeys, args: [room] });
  }

  async search(
    own: readonly ConversationId[],
    query: string | undefined,
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<{ readonly facts: RoomFacts; readonly members: number }>> {
    const from = lowerEnd(cursor);
    const wanted = foldName(query ?? '');
    const places = await this.#matching(from, wanted, limit + 1);
    const ids = places.map((place) => asConversationId(place.subarray(place.indexOf(0) + 1).toString()));
    const rows = await Promise.all([...new Set([...ids, ...own])].map((id) => this.#states.row(id)));
    const lower = from.length > 1 ? from.subarray(1) : null;
    // What the index holds beyond it is not known yet: her own rooms wait for the next page too.
    const end = places.length > limit ? places.at(-1) : undefined;
    const found = rows
      .flatMap((row) => (row ? { row, place: placeOf(row.facts) } : []))
      .filter(({ row: { facts }, place }) => {
        if (lower && place.compare(lower) <= 0) return false;
        if (end && place.compare(end) > 0) return false;
        // A public one of her own comes with the index.
        if (facts.visibility === 'public') return ids.includes(facts.id);
        return wanted === '' || foldName(facts.name).includes(wanted) || foldName(facts.topic).includes(wanted);
      })
      .sort((a, b) => a.place.compare(b.place));
    const shown = found.slice(0, limit);
    return { rows: shown.map(({ row }) => row), next: toCursor(found.length > limit ? shown.at(-1)?.place : end) };
  }

  /** In steps: a search that finds little must not keep a master from everybody else. */
  async #matching(from: Buffer, wanted: string, limit: number): Promise<Buffer[]> {
    const places: Buffer[] = [];
    for (let end = from; ;) {
      const begunAt = performance.now();
      const reply = await this.#shards.run({
        script: script('room-search'),
        keys: roomIndexKeys,
        args: [end, wanted, limit - places.length],
      });
      const [found, reached] = list(reply);
      places.push(...list(found).map(bytes));
      if (places.length >= limit || bytes(reached).length === 0) return places;
      // Twice as long as it took: a search has a third of the master's time at most, and the less the busier the master is.
      await pause(Math.min(longestPauseMs, 2 * (performance.now() - begunAt)));
      end = Buffer.concat([Buffer.from('('), bytes(reached)]);
    }
  }
}

const placeOf = (facts: RoomFacts): Buffer => Buffer.from(`${foldName(facts.name)}\0${facts.id}`);
