import { randomBytes } from 'node:crypto';
import { asUserId } from '@rookery/protocol';
import type { ConversationId, Presence, UserId } from '@rookery/protocol';
import * as z from 'zod';
import type { Clock } from '../../domain/clock.ts';
import type { PresenceBoard } from '../../ports/presence-board.ts';
import type { Bus } from './bus.ts';
import { conversationKey, nodesKey, presenceChannel, presenceUsersKey, userKey } from './keys.ts';
import { list, number, text } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';
import { slotOf } from './slots.ts';

const gatherMs = 200;
const renewMs = 3_000;
const leaseMs = 10_000;
const chunk = 500;
/** What has ended is told again, where a master may have lost it, for so long; of more than so many the oldest are not. */
const endedMs = 60_000;
const mostEnded = 10_000;
/** Without any such loss all is told again so often. */
const againMs = 3_600_000;

const deltaSchema = z.object({
  node: z.string(),
  on: z.array(z.string()),
  off: z.array(z.string()),
  gone: z.optional(z.boolean()),
});

/**
 * A node leases its own name, not each of its users: whatever is marked with a name whose lease has lapsed counts as offline, so renewing costs
 * the same with one user as with 10,000. Every node mirrors who is online where, from gathered deltas; what it may have missed it reads again.
 * No write of it waits for a second copy: where another master takes over slots, each node tells again what it has, and what has ended lately.
 */
export class RedisPresenceBoard implements PresenceBoard {
  readonly #shards: Shards;
  readonly #clock: Clock;
  /** This life of this node: a restarted one has another. */
  readonly #me: string;
  #alive: ReadonlySet<string>;
  /** By node, its users. */
  readonly #mirror = new Map<string, Set<UserId>>();
  readonly #listeners = new Set<(changes: readonly Presence[]) => void>();
  #pendingUsers = new Map<UserId, boolean>();
  #pendingCounts = new Map<ConversationId, number>();
  /** When they went offline here (ms), the latest last. */
  readonly #left = new Map<UserId, number>();
  /** As told last, and when (ms). */
  readonly #counts = new Map<ConversationId, { readonly online: number; readonly at: number }>();
  /** Slots of another master since then: it may lack what its predecessor was told last. */
  readonly #movedSlots = new Set<number>();
  #toldAgainAt = performance.now();
  readonly #timers: NodeJS.Timeout[];
  #flushing: Promise<void> = Promise.resolve();
  /** What changes meanwhile is gathered. */
  #isFlushing = false;
  #renewedAt = 0;
  #unbrokenSince = 0;
  #stop: (() => void) | null = null;
  #closed = false;

  constructor(shards: Shards, node: string, clock: Clock) {
    this.#shards = shards;
    this.#clock = clock;
    this.#me = `${node}-${randomBytes(6).toString('base64url')}`;
    this.#alive = new Set([this.#me]);
    this.#mirror.set(this.#me, new Set());
    shards.topology.onChange((slots) => {
      for (const slot of slots) this.#movedSlots.add(slot);
    });
    this.#timers = [
      setInterval(() => this.#flush(), gatherMs),
      setInterval(() => void this.#renew().catch(() => undefined), renewMs),
    ];
    for (const timer of this.#timers) timer.unref();
  }

  /** The name under which this life of the node leases. */
  get life(): string {
    return this.#me;
  }

  async start(bus: Bus): Promise<void> {
    await this.#renew();
    this.#stop = await bus.listen(presenceChannel, {
      hear: (payload) => this.#hear(payload),
      missed: () => void this.#reread().catch(() => undefined),
    });
    await this.#reread();
  }

  // ---- what this node has ----

  set(user: UserId, online: boolean): void {
    const mine = this.#mirror.get(this.#me);
    if (!mine || mine.has(user) === online || this.#closed) return;
    this.#change(() => (online ? mine.add(user) : mine.delete(user)), [user]);
    this.#pendingUsers.set(user, online);
    this.#left.delete(user);
    if (!online) this.#left.set(user, performance.now());
    if (this.#pendingUsers.size === 1 && !this.#isFlushing) setImmediate(() => void this.#flush());
  }

  setOnlineIn(conversation: ConversationId, online: number): void {
    this.#pendingCounts.set(conversation, online);
    this.#counts.set(conversation, { online, at: performance.now() });
  }

  /** What this node has in slots that have moved, once more, and who has left it; now and then all of it. */
  #tellAgain(): void {
    const isAll =
      performance.now() - this.#toldAgainAt > againMs || this.#movedSlots.has(slotOf(presenceUsersKey(this.#me)));
    if (!isAll && this.#movedSlots.size === 0) return;
    const moved = new Set(this.#movedSlots);
    this.#movedSlots.clear();
    if (isAll) this.#toldAgainAt = performance.now();
    const isOwed = (key: string): boolean => isAll || moved.has(slotOf(key));
    const tell = (user: UserId, online: boolean): void => {
      if (isOwed(userKey(user, 'p')) && !this.#pendingUsers.has(user)) this.#pendingUsers.set(user, online);
    };
    for (const user of this.#mirror.get(this.#me) ?? []) tell(user, true);
    for (const user of this.#left.keys()) tell(user, false);
    for (const [id, { online }] of this.#counts)
      if (isOwed(conversationKey(id, 'p')) && !this.#pendingCounts.has(id)) this.#pendingCounts.set(id, online);
    void this.#flush();
  }

  #forgetEnded(): void {
    const until = performance.now() - endedMs;
    for (const [user, at] of this.#left)
      if (at < until || this.#left.size > mostEnded) this.#left.delete(user);
      else break;
    for (const [id, { online, at }] of this.#counts) if (online === 0 && at < until) this.#counts.delete(id);
  }

  #flush(): Promise<void> {
    if (this.#isFlushing || (this.#pendingUsers.size === 0 && this.#pendingCounts.size === 0)) return this.#flushing;
    this.#isFlushing = true;
    const users = this.#pendingUsers;
    const counts = this.#pendingCounts;
    this.#pendingUsers = new Map();
    this.#pendingCounts = new Map();
    this.#flushing = this.#write(users, counts)
      .catch(() => {
        // Again with the next round, unless it is out of date by then.
        for (const [user, online] of users) if (!this.#pendingUsers.has(user)) this.#pendingUsers.set(user, online);
        for (const [id, count] of counts) if (!this.#pendingCounts.has(id)) this.#pendingCounts.set(id, count);
      })
      .finally(() => (this.#isFlushing = false));
    return this.#flushing;
  }

  async #write(users: ReadonlyMap<UserId, boolean>, counts: ReadonlyMap<ConversationId, number>): Promise<void> {
    const on = [...users].filter(([, online]) => online).map(([user]) => user);
    const off = [...users].filter(([, online]) => !online).map(([user]) => user);
    // Her own record first: that is what others ask.
    await inChunks([...users], ([user, online]) => this.#put(user, this.#me, online));
    for (const [sign, changed] of [
      ['+', on],
      ['-', off],
    ] as const)
      for (let index = 0; index < changed.length; index += chunk)
        await this.#shards.run({
          script: script('users-of-node'),
          keys: [presenceUsersKey(this.#me)],
          args: [sign, ...changed.slice(index, index + chunk)],
        });
    await inChunks([...counts], ([id, count]) =>
      this.#shards.run({ script: script('count-set'), keys: [conversationKey(id, 'p')], args: [this.#me, count] }),
    );
    for (let index = 0; index < Math.max(on.length, off.length); index += chunk)
      await this.#tell({ node: this.#me, on: on.slice(index, index + chunk), off: off.slice(index, index + chunk) });
  }

  #put(user: UserId, node: string, online: boolean): Promise<unknown> {
    return this.#shards.run({
      script: script('presence-set'),
      keys: [userKey(user, 'p')],
      args: [
        node,
        online ? '1' : '0',
        Math.floor(this.#clock.now() - (node === this.#me ? this.#agoMs(user) : 0)),
        ...this.#alive,
      ],
    });
  }

  /** How long she has been gone from here, ms. */
  #agoMs(user: UserId): number {
    return performance.now() - (this.#left.get(user) ?? performance.now());
  }

  async #tell(delta: z.infer<typeof deltaSchema>): Promise<void> {
    await this.#shards.publish(presenceChannel, JSON.stringify(delta));
  }

  // ---- what others have ----

  #hear(payload: Buffer): void {
    const { node, on, off, gone } = deltaSchema.parse(JSON.parse(payload.toString()));
    if (node === this.#me) return;
    this.#change(
      () => {
        if (gone) {
          this.#mirror.delete(node);
          this.#alive = new Set([...this.#alive].filter((other) => other !== node));
          return;
        }
        if (!this.#alive.has(node)) this.#alive = new Set([...this.#alive, node]);
        const theirs = this.#mirror.get(node) ?? new Set<UserId>();
        this.#mirror.set(node, theirs);
        for (const user of on) theirs.add(asUserId(user));
        for (const user of off) theirs.delete(asUserId(user));
      },
      gone ? (this.#mirror.get(node) ?? []) : [...on, ...off].map(asUserId),
    );
  }

  #isOnline(user: UserId): boolean {
    for (const users of this.#mirror.values()) if (users.has(user)) return true;
    return false;
  }

  /** Makes a change to the mirror, and tells of those `among` for whom it made a difference. Costs as much as they are. */
  #change(act: () => void, among: Iterable<UserId>): void {
    const users = new Set(among);
    const before = new Set([...users].filter((user) => this.#isOnline(user)));
    act();
    const after = new Set([...users].filter((user) => this.#isOnline(user)));
    const now = Math.floor(this.#clock.now());
    const changes: Presence[] = [];
    for (const user of after) if (!before.has(user)) changes.push({ user, online: true, lastSeen: null });
    for (const user of before) if (!after.has(user)) changes.push({ user, online: false, lastSeen: now });
    if (changes.length > 0) for (const listener of this.#listeners) listener(changes);
  }

  #onlineSet(): Set<UserId> {
    const online = new Set<UserId>();
    for (const users of this.#mirror.values()) for (const user of users) online.add(user);
    return online;
  }

  async #renew(): Promise<void> {
    const reply = await this.#shards.run({ script: script('lease'), keys: [nodesKey], args: [this.#me, leaseMs] });
    const now = performance.now();
    const isFirst = this.#renewedAt === 0;
    if (isFirst || now - this.#renewedAt > 2 * renewMs + 1_000) this.#unbrokenSince = now;
    this.#renewedAt = now;
    const alive = new Set([...list(reply).map(text), this.#me]);
    // After an outage of the shard that keeps the leases all have lapsed: everybody gets time to renew.
    if (!isFirst && now - this.#unbrokenSince < leaseMs) for (const node of this.#alive) alive.add(node);
    const dead = [...this.#mirror.keys()].filter((node) => !alive.has(node));
    const isNew = [...alive].some((node) => !this.#mirror.has(node));
    this.#alive = alive;
    for (const node of dead) {
      const users = this.#mirror.get(node) ?? new Set();
      this.#change(() => this.#mirror.delete(node), users);
      // One of the living writes down when they were last seen.
      if ([...alive].sort()[0] === this.#me)
        for (const user of users) this.#put(user, node, false).catch(() => undefined);
    }
    this.#forgetEnded();
    this.#tellAgain();
    if (isNew && !isFirst) await this.#reread();
  }

  async #reread(): Promise<void> {
    for (const node of this.#alive) {
      if (node === this.#me) continue;
      const reply = await this.#shards.run({
        script: script('users-of-node'),
        keys: [presenceUsersKey(node)],
        args: [],
      });
      const users = new Set(list(reply).map((user) => asUserId(text(user))));
      const known = this.#mirror.get(node) ?? new Set<UserId>();
      this.#change(() => this.#mirror.set(node, users), [...users, ...known]);
    }
  }

  // ---- questions ----

  states(users: readonly UserId[]): Promise<readonly Presence[]> {
    const mine = this.#mirror.get(this.#me);
    return Promise.all(
      users.map(async (user): Promise<Presence> => {
        if (mine?.has(user)) return { user, online: true, lastSeen: null };
        const flat = list(await this.#shards.run({ script: script('read-all'), keys: [userKey(user, 'p')], args: [] }));
        let lastSeen: number | null = null;
        for (let index = 0; index < flat.length; index += 2) {
          const node = text(flat[index]);
          if (node === 'seen') lastSeen = number(flat[index + 1]);
          else if (node !== this.#me && this.#alive.has(node)) return { user, online: true, lastSeen: null };
        }
        const left = this.#pendingUsers.get(user);
        return { user, online: false, lastSeen: left === false ? Math.floor(this.#clock.now()) : lastSeen };
      }),
    );
  }

  onChange(listener: (changes: readonly Presence[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onlineIn(conversations: readonly ConversationId[]): Promise<readonly number[]> {
    return Promise.all(
      conversations.map(async (id) => {
        const flat = list(
          await this.#shards.run({ script: script('read-all'), keys: [conversationKey(id, 'p')], args: [] }),
        );
        let sum = this.#pendingCounts.get(id) ?? 0;
        for (let index = 0; index < flat.length; index += 2) {
          const node = text(flat[index]);
          if (node === this.#me ? !this.#pendingCounts.has(id) : this.#alive.has(node)) sum += number(flat[index + 1]);
        }
        return sum;
      }),
    );
  }

  async onlineUsers(limit: number): Promise<readonly UserId[]> {
    return [...this.#onlineSet()].slice(0, limit);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#stop?.();
    const mine = this.#mirror.get(this.#me) ?? new Set<UserId>();
    try {
      await this.#flushing;
      // Those that are here now leave with this node; whoever asks meanwhile sees the lease gone.
      await this.#shards.run({ script: script('lease'), keys: [nodesKey], args: [this.#me, 0] });
      await this.#tell({ node: this.#me, on: [], off: [...mine].slice(0, 10_000), gone: true });
      await Promise.all([...mine].map((user) => this.#put(user, this.#me, false)));
    } catch {
      // The lease lapses by itself.
    }
  }
}

async function inChunks<Item>(items: readonly Item[], act: (item: Item) => Promise<unknown>): Promise<void> {
  for (let index = 0; index < items.length; index += chunk)
    await Promise.all(items.slice(index, index + chunk).map(act));
}
