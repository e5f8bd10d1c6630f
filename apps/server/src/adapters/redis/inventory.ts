import type { OpsShard, StoreUse } from '@rookery/protocol';
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

  async shards(): Promise<readonly OpsShard[]> {
    const masters = [...this.#shards.topology.masters()].sort();
    const told = await Promise.allSettled(masters.map((master) => this.#shardOf(master)));
    return told.map((one, index) => (one.status === 'fulfilled' ? one.value : this.#silent(masters[index] ?? '')));
  }

  /** A master that nobody stands in for yet, and that does not answer. */
  #silent(master: string): OpsShard {
    return {
      ...{ name: master, kept: 'memory', slots: this.#slotsOf(master), bytes: 0, limitBytes: null, replicas: [] },
      ...{ isDegraded: true, isSilent: true, commandsPerSecond: null },
    };
  }

  #slotsOf(master: string): number {
    return this.#shards.topology.slotsOf(master).reduce((sum, { from, to }) => sum + to - from + 1, 0);
  }

  async #shardOf(master: string): Promise<OpsShard> {
    const sections = ['memory', 'replication', 'stats'] as const;
    const asked = sections.map((section) => ['INFO', section] as const);
    const info = (await this.#shards.pipeline(master, asked)).map((reply) => {
      if (reply instanceof Error) throw unavailable();
      return text(reply);
    });
    const all = info.join('\n');
    // What waits for replicas does not count against the limit.
    const bytes = Math.max(0, figureIn(all, 'used_memory') - figureIn(all, 'mem_not_counted_for_evict'));
    const limit = figureIn(all, 'maxmemory');
    const offset = figureIn(all, 'master_repl_offset');
    const replicas = [...all.matchAll(/^slave\d+:ip=([^,]+),port=(\d+),state=(\w+),offset=(\d+)/gmu)].map(
      ([, ip, port, state, at]) => ({
        name: `${ip}:${port}`,
        isOnline: state === 'online',
        lagBytes: Math.max(0, offset - Number(at)),
      }),
    );
    return {
      name: master,
      kept: 'memory',
      slots: this.#slotsOf(master),
      bytes,
      limitBytes: limit > 0 ? limit : null,
      replicas,
      isDegraded: !replicas.some(({ isOnline }) => isOnline),
      commandsPerSecond: figureIn(all, 'instantaneous_ops_per_sec'),
    };
  }

  async #memoryOf(master: string): Promise<{ readonly used: number; readonly limit: number }> {
    const [reply] = await this.#shards.pipeline(master, [['INFO', 'memory']]);
    if (reply === undefined || reply instanceof Error) throw unavailable();
    const info = text(reply);
    return { used: figureIn(info, 'used_memory'), limit: figureIn(info, 'maxmemory') };
  }
}

const figureIn = (info: string, name: string): number =>
  Number(new RegExp(`^${name}:(\\d+)`, 'mu').exec(info)?.[1] ?? 0);
