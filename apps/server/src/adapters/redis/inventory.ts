import type { StoreUse } from '@rookery/protocol';
import type { Inventory } from '../../ports/inventory.ts';
import { text } from './reply.ts';
import { unavailable } from './shards.ts';
import type { Shards } from './shards.ts';

/** As the masters tell of themselves, whatever else they keep. People, rooms and messages lie in many slots, and nothing counts them. */
export class RedisInventory implements Inventory {
  readonly #shards: Shards;

  constructor(shards: Shards) {
    this.#shards = shards;
  }

  async take(): Promise<StoreUse> {
    const masters = await Promise.all(this.#shards.topology.masters().map((master) => this.#memoryOf(master)));
    const bytes = masters.reduce((sum, { used }) => sum + used, 0);
    const most = masters.reduce((sum, { limit }) => sum + limit, 0);
    // Where one of them has no limit, nobody can say how much they may take together.
    const isBounded = masters.length > 0 && masters.every(({ limit }) => limit > 0);
    return {
      kept: 'memory',
      bytes,
      freeBytes: isBounded ? Math.max(0, most - bytes) : null,
      people: null,
      rooms: null,
      messages: null,
    };
  }

  async #memoryOf(master: string): Promise<{ readonly used: number; readonly limit: number }> {
    const [reply] = await this.#shards.pipeline(master, [['INFO', 'memory']]);
    if (reply === undefined || reply instanceof Error) throw unavailable();
    const info = text(reply);
    const figure = (name: string): number => Number(new RegExp(`^${name}:(\\d+)`, 'mu').exec(info)?.[1] ?? 0);
    return { used: figure('used_memory'), limit: figure('maxmemory') };
  }
}
