import { opsEvent } from '@rookery/protocol';
import type { OpsEvent, OpsShard } from '@rookery/protocol';
import type { Clock } from '../domain/clock.ts';
import type { Journal } from '../ports/journal.ts';

const journalName = 'events';
const keptEvents = 500;
const dayMs = 24 * 3_600_000;
/** Every node sees a failover: the same within so long is told once. */
const sameMs = 60_000;

/** What has happened to the server, in a journal that all nodes share. */
export class OpsEvents {
  readonly #node: string;
  readonly #journal: Journal;
  readonly #clock: Clock;
  /** As they were at the last look, by their names. */
  #masters: ReadonlyMap<string, OpsShard> | null = null;

  constructor(node: string, journal: Journal, clock: Clock) {
    this.#node = node;
    this.#journal = journal;
    this.#clock = clock;
  }

  async note(what: OpsEvent['what'], name: string): Promise<void> {
    const event: OpsEvent = { at: Math.floor(this.#clock.now()), what, name };
    await this.#journal.add(journalName, JSON.stringify(event), keptEvents);
  }

  /** The node is there. Where its last life did not say goodbye, it was killed, or fell. */
  async started(seenAt: number | null): Promise<void> {
    const own = (await this.list()).filter(
      ({ what, name }) => name === this.#node && ['started', 'restarted', 'draining'].includes(what),
    );
    const last = own.at(-1)?.what;
    const fell = seenAt !== null && last !== undefined && last !== 'draining';
    await this.note(fell ? 'restarted' : 'started', this.#node);
  }

  /** What has changed of the store since the last look. */
  async compare(shards: readonly OpsShard[]): Promise<void> {
    const before = this.#masters;
    this.#masters = new Map(shards.map((shard) => [shard.name, shard]));
    if (!before) return;
    const gone = [...before.values()].filter(({ name }) => !this.#masters?.has(name));
    for (const shard of shards) {
      const was = before.get(shard.name);
      try {
        // A master that was a replica of one that is none any more.
        if (!was && gone.some(({ replicas }) => replicas.some(({ name }) => name === shard.name)))
          await this.note('failover', shard.name);
        if (shard.kept === 'memory' && was && was.isDegraded !== shard.isDegraded)
          await this.note(shard.isDegraded ? 'degraded' : 'whole', shard.name);
      } catch {
        // The store is away in this very moment: another node notes it, or nobody.
      }
    }
  }

  /** Of the last day, oldest first. */
  async list(): Promise<readonly OpsEvent[]> {
    const since = this.#clock.now() - dayMs;
    const events = (await this.#journal.read(journalName))
      .flatMap((line) => eventIn(line) ?? [])
      .filter(({ at }) => at >= since)
      .sort((one, other) => one.at - other.at);
    return events.filter(
      (event, index) =>
        !events
          .slice(0, index)
          .some(({ what, name, at }) => what === event.what && name === event.name && event.at - at < sameMs),
    );
  }
}

function eventIn(line: string): OpsEvent | null {
  try {
    const parsed = opsEvent.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
