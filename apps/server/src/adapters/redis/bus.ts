import { Link } from './link.ts';
import type { LinkOptions } from './link.ts';
import type { Shards } from './shards.ts';
import { deadlineMs, unavailable } from './shards.ts';
import { slotOf } from './slots.ts';
import type { Topology } from './topology.ts';

const canaryMs = 1_000;
/** A canary unheard for so long turns health red. */
const deafMs = 5_000;
const retryMs = 200;

export type Ear = { hear(payload: Buffer): void; missed(): void };

type Channel = {
  /** As Redis knows it. */
  readonly name: string;
  readonly ears: Set<Ear>;
  /** Where it is subscribed, or being so; null while nowhere. */
  at: string | null;
  isHeard: boolean;
  /** It was heard before: what was said since may have been missed. */
  wasHeard: boolean;
  waiting: (() => void)[];
};

/**
 * Sharded pub/sub over one plain connection per master. Hints only: every loss of a subscription ends in `missed` once it is heard again. A
 * canary per master says whether what is subscribed is heard.
 */
export class Bus {
  readonly #shards: Shards;
  readonly #topology: Topology;
  readonly #options: LinkOptions;
  readonly #links = new Map<string, Link>();
  readonly #channels = new Map<string, Channel>();
  readonly #canaries = new Map<string, { readonly channel: string; heardAt: number }>();
  readonly #node: string;
  readonly #timer: NodeJS.Timeout;
  #retry: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(shards: Shards, options: LinkOptions, node: string) {
    this.#shards = shards;
    this.#topology = shards.topology;
    this.#options = options;
    this.#node = node;
    this.#topology.onChange(() => this.#settle());
    this.#timer = setInterval(() => this.#sing(), canaryMs);
    this.#timer.unref();
    this.#sing();
  }

  /** Resolves when the channel is surely heard. The answer stops it. */
  async listen(name: string, ear: Ear): Promise<() => void> {
    const channel = this.#join(name, ear);
    const stop = (): void => this.#leave(channel, ear);
    if (channel.isHeard) return stop;
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        channel.waiting.push(resolve);
        timer = setTimeout(() => reject(unavailable(new Error('not subscribed in time'))), deadlineMs);
      });
    } catch (error) {
      stop();
      throw error;
    } finally {
      clearTimeout(timer);
    }
    return stop;
  }

  #join(bare: string, ear: Ear): Channel {
    const name = this.#shards.named(bare);
    let channel = this.#channels.get(name);
    if (!channel) {
      channel = { name, ears: new Set(), at: null, isHeard: false, wasHeard: false, waiting: [] };
      this.#channels.set(name, channel);
    }
    channel.ears.add(ear);
    if (channel.at === null) this.#subscribe(channel);
    return channel;
  }

  #leave(channel: Channel, ear: Ear): void {
    if (!channel.ears.delete(ear) || channel.ears.size > 0) return;
    this.#channels.delete(channel.name);
    const link = channel.at === null ? undefined : this.#links.get(channel.at);
    if (link && !link.closed) link.call(['SUNSUBSCRIBE', channel.name]).catch(() => undefined);
  }

  #subscribe(channel: Channel): void {
    const master = this.#topology.masterOf(slotOf(channel.name));
    if (this.#closed || this.#channels.get(channel.name) !== channel) return;
    if (master === undefined) return this.#again();
    channel.at = master;
    const link = this.#link(master);
    const isCurrent = (): boolean =>
      this.#channels.get(channel.name) === channel && channel.at === master && !link.closed;
    link.ready
      .then(() => link.redis.ssubscribe(channel.name))
      .then(
        () => {
          if (!isCurrent()) return;
          channel.isHeard = true;
          const waiting = channel.waiting;
          channel.waiting = [];
          for (const resolve of waiting) resolve();
          if (channel.wasHeard) for (const ear of channel.ears) ear.missed();
          channel.wasHeard = true;
        },
        (error: unknown) => {
          if (channel.at !== master) return;
          channel.at = null;
          channel.isHeard = false;
          const [word, , address] = error instanceof Error ? error.message.split(' ') : [];
          if (word === 'MOVED' && address !== undefined) this.#topology.note(slotOf(channel.name), address);
          this.#again();
        },
      );
  }

  #again(): void {
    if (this.#closed) return;
    this.#retry ??= setTimeout(() => {
      this.#retry = null;
      void this.#topology.refresh().then(() => this.#settle());
    }, retryMs);
  }

  /** Every channel to the master that serves its slot now. */
  #settle(): void {
    for (const channel of this.#channels.values()) {
      const master = this.#topology.masterOf(slotOf(channel.name));
      if (channel.at === null) this.#subscribe(channel);
      else if (master !== undefined && master !== channel.at) {
        const old = this.#links.get(channel.at);
        if (old && !old.closed) old.call(['SUNSUBSCRIBE', channel.name]).catch(() => undefined);
        channel.isHeard = false;
        this.#subscribe(channel);
      }
    }
    const masters = new Set(this.#topology.masters());
    for (const [address, link] of this.#links) {
      if (masters.has(address) || [...this.#channels.values()].some(({ at }) => at === address)) continue;
      this.#links.delete(address);
      link.close();
    }
  }

  #link(master: string): Link {
    const known = this.#links.get(master);
    if (known && !known.closed) return known;
    const link = new Link(master, this.#options, () => this.#lost(master, link));
    link.ready.catch(() => this.#lost(master, link));
    this.#links.set(master, link);
    link.redis.on('smessageBuffer', (channel: Buffer, payload: Buffer) => {
      link.heard();
      const found = this.#channels.get(channel.toString());
      if (found) for (const ear of found.ears) ear.hear(payload);
    });
    // The server took subscriptions away: their slot has moved.
    link.redis.on('moved', () => {
      for (const subscribed of this.#channels.values()) {
        if (subscribed.at !== master || !subscribed.isHeard) continue;
        if (this.#isSubscribed(link, subscribed.name)) continue;
        subscribed.at = null;
        subscribed.isHeard = false;
      }
      this.#again();
    });
    return link;
  }

  /** As the connection itself keeps count of what the server said. */
  #isSubscribed(link: Link, channel: string): boolean {
    const { subscriber } = (
      link.redis as unknown as { condition: { subscriber: false | { channels(kind: string): string[] } } }
    ).condition;
    return subscriber !== false && subscriber.channels('ssubscribe').includes(channel);
  }

  #lost(master: string, link: Link): void {
    if (this.#links.get(master) === link) this.#links.delete(master);
    link.close();
    for (const channel of this.#channels.values()) {
      if (channel.at !== master) continue;
      channel.at = null;
      channel.isHeard = false;
    }
    this.#again();
  }

  #sing(): void {
    for (const master of this.#topology.masters()) {
      let canary = this.#canaries.get(master);
      const isHere = canary !== undefined && this.#topology.masterOf(slotOf(canary.channel)) === master;
      if (!canary || !isHere) {
        const channel = this.#channelOf(master);
        if (channel === null) continue;
        const made = { channel, heardAt: performance.now() };
        this.#canaries.set(master, (canary = made));
        this.#join(channel, { hear: () => (made.heardAt = performance.now()), missed: () => undefined });
      }
      this.#shards.publish(canary.channel, '').catch(() => undefined);
    }
    const masters = new Set(this.#topology.masters());
    for (const master of this.#canaries.keys()) if (!masters.has(master)) this.#canaries.delete(master);
  }

  /** A name whose slot the master serves. */
  #channelOf(master: string): string | null {
    for (let attempt = 0; attempt < 100_000; attempt += 1) {
      const name = `canary:{${attempt}}:${this.#node}`;
      if (this.#topology.masterOf(slotOf(name)) === master) return name;
    }
    return null;
  }

  /** Masters whose canary is silent. */
  deaf(): readonly string[] {
    const now = performance.now();
    return [...this.#canaries].filter(([, { heardAt }]) => now - heardAt > deafMs).map(([master]) => master);
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
    if (this.#retry) clearTimeout(this.#retry);
    for (const link of this.#links.values()) link.close();
  }
}
