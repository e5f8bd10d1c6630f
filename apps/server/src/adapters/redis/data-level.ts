import { setTimeout as pause } from 'node:timers/promises';
import { newestLevel } from '../../domain/data-levels.ts';
import type { DataLevel, NodeLevel, RaiseOutcome } from '../../ports/data-level.ts';
import { nameForOlderNodes } from './claim-keys.ts';
import { installationKey, levelKeyOfSlot, levelsKey, nodesKey } from './keys.ts';
import { list, number, text } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';
import { slotCount } from './slots.ts';

/** How often a node says what it knows, and looks at the level. */
const lookMs = 3_000;
/** A node that found its name before it was changed has its lease by then. */
const settleMs = 3_000;
const slotsAtOnce = 512;

/**
 * The level stands in the mark of the installation, and in a key of each slot, where every script finds it. A raise writes the slots first: a level in the mark means
 * that all of them have it. Nodes of before there were levels look at the name only, so it is changed before anything else, and comes back where one of them lives.
 */
export class RedisDataLevel implements DataLevel {
  readonly newest = newestLevel;
  readonly #shards: Shards;
  readonly #node: string;
  readonly #timer: NodeJS.Timeout;

  /** `node`: the name of this life of the node. */
  constructor(shards: Shards, node: string) {
    this.#shards = shards;
    this.#node = node;
    this.#timer = setInterval(() => void this.#look().catch(() => undefined), lookMs);
    this.#timer.unref();
  }

  get current(): number {
    return this.#shards.level;
  }

  /** Once the node has its lease. */
  async start(): Promise<void> {
    await this.#look();
  }

  nodes(): Promise<readonly NodeLevel[]> {
    return this.#look();
  }

  async raise(): Promise<RaiseOutcome> {
    let nodes = await this.#behind();
    if (this.current >= newestLevel) return { status: 'already' };
    if (nodes.length === 0) {
      await this.#mark('', nameForOlderNodes);
      await pause(settleMs);
      nodes = await this.#behind();
    }
    if (nodes.length > 0) {
      // Also what a raise that was cut off has left: nothing was written at the new level.
      await this.#mark('', '');
      return { status: 'behind', nodes };
    }
    for (let from = 0; from < slotCount; from += slotsAtOnce)
      await Promise.all(
        Array.from({ length: Math.min(slotsAtOnce, slotCount - from) }, (_, index) =>
          this.#shards.commit({
            script: script('level-put'),
            keys: [levelKeyOfSlot(from + index)],
            args: [newestLevel],
          }),
        ),
      );
    await this.#mark(String(newestLevel), nameForOlderNodes);
    this.#shards.raiseLevel(newestLevel);
    return { status: 'raised' };
  }

  async #behind(): Promise<readonly NodeLevel[]> {
    return (await this.#look()).filter(({ knows }) => knows < newestLevel);
  }

  async #mark(level: string, name: string): Promise<void> {
    await this.#shards.commit({ script: script('level-mark'), keys: [installationKey], args: [level, name] });
  }

  async #look(): Promise<readonly NodeLevel[]> {
    const reply = await this.#shards.run({
      script: script('node-level'),
      keys: [levelsKey, nodesKey, installationKey],
      args: [this.#node, newestLevel],
    });
    const [level, alive, knows] = list(reply);
    this.#shards.raiseLevel(number(level));
    return list(alive).map((node, index) => ({ node: text(node), knows: number(list(knows)[index]) || 1 }));
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
