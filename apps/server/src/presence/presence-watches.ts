import type { Presence, UserId } from '@rookery/protocol';
import type { Connection } from '../delivery/connection.ts';
import type { PresenceBoard } from '../ports/presence-board.ts';

/** `presence:update` goes out at most this often to a connection. */
const gatherMs = 1_000;

/** Who watches whom on this node. A change costs as much as it has watchers here. */
export class PresenceWatches {
  readonly #watchers = new Map<UserId, Set<Connection>>();
  readonly #lists = new Map<Connection, readonly UserId[]>();
  /** Their lists are being read: what changes meanwhile may be later than what was read, so it follows the answer. */
  readonly #unanswered = new Set<Connection>();
  #pending = new Map<Connection, Map<UserId, Presence>>();
  #timer: NodeJS.Timeout | null = null;
  #lastAt = 0;
  readonly #stop: () => void;

  constructor(board: Pick<PresenceBoard, 'onChange'>) {
    this.#stop = board.onChange((changes) => this.#note(changes));
  }

  /** Replaces the connection's list. Changes are told once it is `answered`. */
  watch(connection: Connection, users: readonly UserId[]): void {
    this.forget(connection);
    if (connection.closed || users.length === 0) return;
    this.#unanswered.add(connection);
    this.#lists.set(connection, users);
    for (const user of users) {
      const watchers = this.#watchers.get(user);
      if (watchers) watchers.add(connection);
      else this.#watchers.set(user, new Set([connection]));
    }
  }

  /** The answer, or the refusal, was queued. */
  answered(connection: Connection): void {
    this.#unanswered.delete(connection);
    this.#sendSoon();
  }

  watchersOf(user: UserId): Iterable<Connection> {
    return this.#watchers.get(user) ?? [];
  }

  forget(connection: Connection): void {
    this.#pending.delete(connection);
    this.#unanswered.delete(connection);
    for (const user of this.#lists.get(connection) ?? []) {
      const watchers = this.#watchers.get(user);
      watchers?.delete(connection);
      if (watchers?.size === 0) this.#watchers.delete(user);
    }
    this.#lists.delete(connection);
  }

  #note(changes: readonly Presence[]): void {
    for (const change of changes) {
      for (const connection of this.#watchers.get(change.user) ?? []) {
        const pending = this.#pending.get(connection);
        if (pending) pending.set(change.user, change);
        else this.#pending.set(connection, new Map([[change.user, change]]));
      }
    }
    this.#sendSoon();
  }

  #sendSoon(): void {
    if (this.#pending.size > 0)
      this.#timer ??= setTimeout(() => this.#send(), Math.max(0, this.#lastAt + gatherMs - performance.now()));
  }

  #send(): void {
    this.#timer = null;
    this.#lastAt = performance.now();
    const pending = this.#pending;
    this.#pending = new Map();
    for (const [connection, changes] of pending)
      if (this.#unanswered.has(connection)) this.#pending.set(connection, changes);
      else connection.send('presence:update', { changes: [...changes.values()] });
  }

  close(): void {
    this.#stop();
    if (this.#timer) clearTimeout(this.#timer);
  }
}
