import { opsEvent } from '@rookery/protocol';
import type { OpsEvent, OpsShard } from '@rookery/protocol';
import type { Clock } from '../domain/clock.ts';
import type { Journal } from '../ports/journal.ts';

const journalName = 'events';
const keptEvents = 500;
const dayMs = 24 * 3_600_000;
/** Every node sees a failover: the same within so long is told once. */
const sameMs = 60_000;
/** For so long a master that does not answer may still be followed by one of its replicas. */
const goneMs = 10 * 60_000;

type SeenShard = { readonly shard: OpsShard; readonly at: number };

/** What has happened to the server, in a journal that all nodes share. */
export class OpsEvents {
  readonly #node: string;
  readonly #journal: Journal;
  readonly #clock: Clock;
  /** As they were when they were last seen, by their names. */
  #masters: ReadonlyMap<string, SeenShard> | null = null;

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
  async compare(told: readonly OpsShard[]): Promise<void> {
    const shards = told.filter(({ isSilent }) => !isSilent);
    const before = this.#masters;
    const at = this.#clock.now();
    const seen = new Map(shards.map((shard) => [shard.name, { shard, at }]));
    // A dead master answers no more before another one stands in for it: a look in between must not forget whose replica that was.
    const gone = [...(before ?? [])].filter(([name, last]) => !seen.has(name) && at - last.at < goneMs);
    const followed = (by: (name: string) => boolean, { shard }: SeenShard): boolean =>
      shard.replicas.some(({ name }) => by(name));
    this.#masters = new Map([...gone.filter(([, last]) => !followed((name) => seen.has(name), last)), ...seen]);
    if (!before) return;
    for (const shard of shards) {
      const was = before.get(shard.name)?.shard;
      try {
        // A master that was a replica of one that is none any more.
        if (!was && gone.some(([, last]) => followed((name) => name === shard.name, last)))
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
