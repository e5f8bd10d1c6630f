import type { ConversationId, Presence, UserId } from '@rookery/protocol';
import type { Clock } from '../../domain/clock.ts';
import type { PresenceBoard } from '../../ports/presence-board.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

const gatherMs = 100;

/** Presence of one process: its leases end with it. When somebody was last seen is kept on disk. */
export class EmbeddedPresenceBoard implements PresenceBoard {
  readonly #threads: SqliteThreads;
  readonly #clock: Clock;
  readonly #online = new Set<UserId>();
  readonly #onlineIn = new Map<ConversationId, number>();
  readonly #listeners = new Set<(changes: readonly Presence[]) => void>();
  #changed = new Map<UserId, Presence>();
  #timer: NodeJS.Timeout | null = null;

  constructor(threads: SqliteThreads, clock: Clock) {
    this.#threads = threads;
    this.#clock = clock;
  }

  set(user: UserId, online: boolean): void {
    if (this.#online.has(user) === online) return;
    if (online) this.#online.add(user);
    else this.#online.delete(user);
    this.#changed.set(user, { user, online, lastSeen: online ? null : this.#clock.now() });
    this.#timer ??= setTimeout(() => this.#tell(), gatherMs);
  }

  async states(users: readonly UserId[]): Promise<readonly Presence[]> {
    const away = users.filter((user) => !this.#online.has(user) && !this.#changed.has(user));
    const lastSeen = away.length === 0 ? [] : await this.#threads.call('lastSeen', away);
    const seen = new Map(away.map((user, index) => [user, lastSeen[index] ?? null]));
    return users.map((user) =>
      this.#online.has(user)
        ? { user, online: true, lastSeen: null }
        : (this.#changed.get(user) ?? { user, online: false, lastSeen: seen.get(user) ?? null }),
    );
  }

  onChange(listener: (changes: readonly Presence[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setOnlineIn(conversation: ConversationId, online: number): void {
    if (online > 0) this.#onlineIn.set(conversation, online);
    else this.#onlineIn.delete(conversation);
  }

  onlineIn(conversations: readonly ConversationId[]): Promise<readonly number[]> {
    return Promise.resolve(conversations.map((conversation) => this.#onlineIn.get(conversation) ?? 0));
  }

  onlineUsers(limit: number): Promise<readonly UserId[]> {
    return Promise.resolve([...this.#online].slice(0, limit));
  }

  #tell(): void {
    this.#timer = null;
    const changes = [...this.#changed.values()];
    this.#changed = new Map();
    void this.#keep(changes);
    for (const listener of this.#listeners) listener(changes);
  }

  async #keep(changes: readonly Presence[]): Promise<void> {
    // Coming is kept too: should the process be killed, that is when she was seen last.
    const seen = changes.map(({ user, lastSeen }) => ({ user, at: lastSeen ?? this.#clock.now() }));
    // A disk that is full costs when somebody was last seen, and nothing else.
    if (seen.length > 0) await this.#threads.call('setLastSeen', seen).catch(() => undefined);
  }

  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    for (const user of this.#online) this.#changed.set(user, { user, online: false, lastSeen: this.#clock.now() });
    this.#online.clear();
    const changes = [...this.#changed.values()];
    this.#changed = new Map();
    await this.#keep(changes);
  }
}
