import { Link } from './link.ts';
import type { LinkOptions } from './link.ts';
import { list, number, text } from './reply.ts';
import type { Reply } from './reply.ts';
import { slotCount } from './slots.ts';

const pollMs = 1_000;
const answerMs = 400;
/** A replica that said nothing for so long is not in sync (it reports every second). */
const freshLagS = 2;

type View = { readonly epoch: number; readonly isOk: boolean; readonly ranges: readonly Range[] };
type Range = {
  readonly from: number;
  readonly to: number;
  readonly master: string;
  readonly replicas: readonly string[];
};

/**
 * Which master serves which slot: asked of all known nodes every second; of the answers, that of the highest epoch counts. Also knows since
 * when a master has had no replica in sync.
 */
export class Topology {
  readonly #options: LinkOptions;
  readonly #links = new Map<string, Link>();
  readonly #known = new Set<string>();
  readonly #owners: (string | undefined)[] = Array.from({ length: slotCount });
  readonly #listeners = new Set<(slots: ReadonlySet<number>) => void>();
  /** Slots that a node has named another owner of, since the last poll. */
  readonly #noted = new Set<number>();
  /** By master, when all its replicas were first seen out of sync; null while one is in sync. */
  readonly #aloneSince = new Map<string, number | null>();
  /** By address, since when it has not answered; and by master, whose slots it took over. */
  readonly #silentSince = new Map<string, number>();
  readonly #predecessors = new Map<string, string>();
  #ranges: readonly Range[] = [];
  #epoch = -1;
  #behindSince: number | null = null;
  #polling: Promise<void> | null = null;
  readonly #timer: NodeJS.Timeout;
  /** Longest time for which an unreachable replica may still be elected. */
  electableMs = 60_000;

  constructor(seeds: readonly string[], options: LinkOptions) {
    this.#options = options;
    for (const seed of seeds) this.#known.add(seed);
    this.#timer = setInterval(() => void this.refresh(), pollMs);
  }

  masterOf(slot: number): string | undefined {
    return this.#owners[slot];
  }

  masters(): readonly string[] {
    return [...new Set(this.#ranges.map((range) => range.master))];
  }

  slotsOf(master: string): readonly Range[] {
    return this.#ranges.filter((range) => range.master === master);
  }

  /** Slots that nobody serves. */
  get uncovered(): number {
    return slotCount - this.#ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  }

  /** Whether no replica of this master could be elected any more, so that waiting for one is vain. */
  isAlone(master: string): boolean {
    const since = this.#aloneSince.get(master);
    // After a failover without another replica, the last touch was with the master that died.
    const died = this.#silentSince.get(this.#predecessors.get(master) ?? '') ?? since;
    return typeof since === 'number' && performance.now() - Math.min(since, died ?? since) > this.electableMs;
  }

  /** A replica has confirmed a write just now: whatever was counted before begins anew, a second sooner than a poll would see it. */
  accompanied(master: string): void {
    this.#aloneSince.set(master, null);
    this.#predecessors.delete(master);
  }

  /** A node said that a slot is another's. Holds until a poll knows better. */
  note(slot: number, master: string): void {
    this.#known.add(master);
    this.#owners[slot] = master;
    this.#noted.add(slot);
  }

  /** Hears which slots have another master than before. */
  onChange(listener: (slots: ReadonlySet<number>) => void): void {
    this.#listeners.add(listener);
  }

  refresh(): Promise<void> {
    this.#polling ??= this.#poll().finally(() => (this.#polling = null));
    return this.#polling;
  }

  async #poll(): Promise<void> {
    const views = (await Promise.all([...this.#known].map((address) => this.#ask(address)))).filter(
      (view) => view !== null,
    );
    const best = views.sort((a, b) => b.epoch - a.epoch || Number(b.isOk) - Number(a.isOk) || size(b) - size(a))[0];
    if (!best) return;
    if (best.epoch < this.#epoch) {
      // Those who know better are away. After a while what is left is the truth.
      this.#behindSince ??= performance.now();
      if (performance.now() - this.#behindSince < 10_000) return;
    }
    this.#behindSince = null;
    this.#epoch = best.epoch;
    this.#adopt(best.ranges);
  }

  #adopt(ranges: readonly Range[]): void {
    const changed = new Set(this.#noted);
    this.#noted.clear();
    const owners: (string | undefined)[] = Array.from({ length: slotCount });
    for (const { from, to, master } of ranges) owners.fill(master, from, to + 1);
    for (let slot = 0; slot < slotCount; slot += 1) {
      if (owners[slot] === this.#owners[slot]) continue;
      changed.add(slot);
      const [before, now] = [this.#owners[slot], owners[slot]];
      if (before !== undefined && now !== undefined) this.#predecessors.set(now, before);
      this.#owners[slot] = now;
    }
    this.#ranges = ranges;
    for (const { master, replicas } of ranges) for (const address of [master, ...replicas]) this.#known.add(address);
    if (changed.size > 0) for (const listener of this.#listeners) listener(changed);
  }

  async #ask(address: string): Promise<View | null> {
    let link = this.#links.get(address);
    if (!link || link.closed) {
      link = new Link(address, this.#options, () => undefined);
      this.#links.set(address, link);
    }
    const asked = link.pipeline([
      ['CLUSTER', 'SLOTS'],
      ['CLUSTER', 'INFO'],
      ['INFO', 'replication'],
    ]);
    asked.catch(() => undefined);
    try {
      const [slots, info, replication] = await within(asked, answerMs);
      if (slots instanceof Error || info instanceof Error || slots === undefined || info === undefined) return null;
      this.#silentSince.delete(address);
      if (replication !== undefined && !(replication instanceof Error)) this.#noteReplicas(address, text(replication));
      return toView(slots, text(info), address);
    } catch {
      if (!this.#silentSince.has(address)) this.#silentSince.set(address, performance.now());
      return null;
    }
  }

  #noteReplicas(address: string, info: string): void {
    if (!info.includes('role:master')) {
      this.#aloneSince.delete(address);
      return;
    }
    const isAccompanied = [...info.matchAll(/^slave\d+:[^\n]*?\bstate=(\w+),[^\n]*?\blag=(\d+)/gm)].some(
      ([, state, lag]) => state === 'online' && Number(lag) <= freshLagS,
    );
    if (isAccompanied) this.accompanied(address);
    else if (typeof this.#aloneSince.get(address) !== 'number') this.#aloneSince.set(address, performance.now());
  }

  close(): void {
    clearInterval(this.#timer);
    for (const link of this.#links.values()) link.close();
  }
}

const size = (view: View): number => view.ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);

function toView(slots: Reply, info: string, asked: string): View {
  const host = asked.slice(0, asked.lastIndexOf(':'));
  const address = (node: Reply | undefined): string => {
    const [ip, port] = list(node);
    return `${text(ip) || host}:${text(port)}`;
  };
  return {
    epoch: Number(/cluster_current_epoch:(\d+)/.exec(info)?.[1] ?? 0),
    isOk: info.includes('cluster_state:ok'),
    ranges: list(slots).map((row) => {
      const [from, to, master, ...replicas] = list(row);
      return { from: number(from), to: number(to), master: address(master), replicas: replicas.map(address) };
    }),
  };
}

/** Rejects when `promise` takes longer. */
export async function within<Answer>(promise: Promise<Answer>, ms: number): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      promise,
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
