import { newWord } from '../../domain/new-id.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/** A node that was killed leaves its shards to the others after this. */
const leaseMs = 15_000;
const renewMs = 5_000;
/** Without a step for so long the work has stopped, though the node lives: longer than the rest between two passes. */
const idleMs = 15 * 60_000;

/**
 * Which shards this node looks through: each is one node's at a time, renewed while it works and between two passes, so that not every node makes every
 * pass. Two of them at a time have to do no harm: a node that stood still may go on after its lease has ended.
 */
export class ShardLeases {
  readonly #shards: Shards;
  readonly #key: (slot: number) => string;
  /** This life of this node: a restarted one has another. */
  readonly #me: string;
  /** By master, when the last step was taken, by the clock that only goes on. */
  readonly #held = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** `key`: of the lease, by the first slot of a shard. */
  constructor(shards: Shards, key: (slot: number) => string, node: string) {
    this.#shards = shards;
    this.#key = key;
    this.#me = `${node}-${newWord()}`;
  }

  /** Before each step. Throws `ChatError('unavailable')` where the shard does not answer. */
  async isMine(master: string): Promise<boolean> {
    if (this.#isClosed || !(await this.#lease(master, leaseMs))) {
      this.#held.delete(master);
      return false;
    }
    // Closed meanwhile: given back once more, after what was just taken.
    if (this.#isClosed) {
      await this.#lease(master, 0);
      return false;
    }
    this.#held.set(master, performance.now());
    this.#timer ??= setInterval(() => this.#renew(), renewMs).unref();
    return true;
  }

  #renew(): void {
    for (const [master, at] of this.#held) {
      if (performance.now() - at > idleMs) this.#held.delete(master);
      else
        this.#lease(master, leaseMs).then(
          (isHeld) => {
            if (!isHeld) this.#held.delete(master);
          },
          // A shard that does not answer is asked again.
          () => undefined,
        );
    }
  }

  async #lease(master: string, ms: number): Promise<boolean> {
    const [first] = this.#shards.topology.slotsOf(master);
    if (!first) return false;
    const keys = [this.#key(first.from)];
    return (await this.#shards.run({ script: script('sweeper'), keys, args: [this.#me, ms] })) === 1;
  }

  /** Gives the shards to whoever looks through them next. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await Promise.all([...this.#held.keys()].map((master) => this.#lease(master, 0).catch(() => false)));
  }
}
