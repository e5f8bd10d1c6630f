import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from '../link.ts';
import { unavailable } from '../shards.ts';
import type { Shards } from '../shards.ts';
import { slotOf } from '../slots.ts';

/** Commands of one slot that belong together: where one of them is cut off, all are repeated. */
type Unit = {
  readonly slot: number;
  readonly commands: readonly Command[];
  /** The arguments of its only command, to which more may come. */
  readonly gathers?: readonly Argument[];
};
type Argument = string | number | Buffer;

/** Commands that go to one master at once. */
const batchCommands = 1_000;
/** What says the same of one key in one command as in several; and so many arguments it has at most. */
const gathered: ReadonlySet<string> = new Set(['HSET', 'ZADD', 'SADD']);
const gatheredArguments = 2_000;
/** How long a master may be away: as long as an election may take, and more. */
const patienceMs = 60_000;
const retryMs = 200;
const waitMs = 1_000;

/** An entry that is there already, or was. */
const isThere = (message: string): boolean => message.includes('equal or smaller than the target stream top item');

/** Many writes to many masters. All of them can be repeated. */
export class BulkWriter {
  readonly #shards: Shards;
  #units: Unit[] = [];
  /** By command and key, its arguments so far: more of the same go with it. */
  readonly #open = new Map<string, Argument[]>();

  constructor(shards: Shards) {
    this.#shards = shards;
  }

  /** `key` is the first argument of each, and decides the slot; other keys are none of these. */
  add(key: string, ...commands: readonly Command[]): void {
    const named = this.#shards.named(key);
    const [only, ...others] = commands;
    if (only && others.length === 0 && gathered.has(only[0])) {
      const [name, ...args] = only;
      const begun = this.#open.get(`${name} ${key}`);
      if (begun && begun.length < gatheredArguments) return void begun.push(...args);
      const all: Argument[] = [named, ...args];
      this.#open.set(`${name} ${key}`, all);
      this.#units.push({ slot: slotOf(key), commands: [[name, ...all]], gathers: all });
      return;
    }
    this.#units.push({
      slot: slotOf(key),
      commands: commands.map(([name, ...args]): Command => [name, named, ...args]),
    });
  }

  /** Resolves once all of it is with the masters, and with a copy of each that has one. */
  async flush(): Promise<void> {
    const end = performance.now() + patienceMs;
    let left = this.#units.map(({ slot, commands, gathers }): Unit => {
      const [first] = commands;
      return gathers && first ? { slot, commands: [[first[0], ...gathers]] } : { slot, commands };
    });
    this.#units = [];
    this.#open.clear();
    for (;;) {
      const failed: Unit[] = [];
      let failure: unknown = null;
      const byMaster = Map.groupBy(left, ({ slot }) => this.#shards.topology.masterOf(slot));
      await Promise.all(
        [...byMaster].map(async ([master, units]) => {
          if (master === undefined) return void failed.push(...units);
          for (let at = 0; at < units.length;) {
            const batch: Unit[] = [];
            for (let count = 0; at < units.length && count < batchCommands; at += 1) {
              const unit = units[at];
              if (!unit) break;
              batch.push(unit);
              count += unit.commands.length;
            }
            try {
              failed.push(...(await this.#send(master, batch, at >= units.length)));
            } catch (error) {
              failure = error;
              failed.push(...batch, ...units.slice(at));
              return;
            }
          }
        }),
      );
      if (failed.length === 0) return;
      if (performance.now() > end) throw unavailable(failure);
      await pause(retryMs);
      await this.#shards.topology.refresh();
      left = failed;
    }
  }

  /** Answers those that have to be sent again, to another master. Throws where this one is lost, or refuses. */
  async #send(master: string, batch: readonly Unit[], isLast: boolean): Promise<readonly Unit[]> {
    const wait: readonly Command[] = isLast && !this.#shards.topology.isAlone(master) ? [['WAIT', 1, waitMs]] : [];
    const answers = await this.#shards.pipeline(master, [...batch.flatMap(({ commands }) => commands), ...wait]);
    const failed: Unit[] = [];
    let at = 0;
    for (const unit of batch) {
      const own = answers.slice(at, (at += unit.commands.length));
      const error = own.find((answer): answer is Error => answer instanceof Error && !isThere(answer.message));
      if (!error) continue;
      const word = error.message.split(' ')[0] ?? '';
      if (!['MOVED', 'ASK', 'TRYAGAIN', 'CLUSTERDOWN', 'LOADING', 'READONLY', 'NOREPLICAS'].includes(word)) throw error;
      failed.push(unit);
    }
    return failed;
  }
}
