import { limits } from '@rookery/protocol';
import type { User, UserId } from '@rookery/protocol';
import type { ConversationFeed } from './conversation-feed.ts';
import { Frame } from './frame.ts';

const namesLimit = 5;
/** Typists kept of one conversation; more only raise the count of those shown so far. */
const typistsLimit = 200;
const gatherMs = (listeners: number): number => (listeners > 200 ? 1_000 : 200);

/** Gathers who types into `typing:update`. Forgets a typist after `limits.typingMs`. */
export class TypingNews {
  readonly #feed: ConversationFeed;
  #typists: Map<UserId, { user: User; until: number }> | null = null;
  #tellTimer: NodeJS.Timeout | null = null;
  #expiryTimer: NodeJS.Timeout | null = null;

  constructor(feed: ConversationFeed) {
    this.#feed = feed;
  }

  users(): readonly User[] {
    return [...(this.#typists?.values() ?? [])].map((typist) => typist.user);
  }

  set(user: User, on: boolean): void {
    if (!on) return this.stopped(user.id);
    this.#typists ??= new Map();
    const known = this.#typists.get(user.id);
    if (!known && this.#typists.size >= typistsLimit) return;
    this.#typists.set(user.id, { user, until: performance.now() + limits.typingMs });
    if (!known) this.#tellSoon();
    this.#expiryTimer ??= setTimeout(() => this.#expire(), limits.typingMs);
  }

  stopped(user: UserId): void {
    if (this.#typists?.delete(user)) this.#tellSoon();
  }

  #expire(): void {
    this.#expiryTimer = null;
    const now = performance.now();
    let next = 0;
    for (const [id, typist] of this.#typists ?? []) {
      if (typist.until <= now) this.stopped(id);
      else next = next === 0 ? typist.until : Math.min(next, typist.until);
    }
    if (next > 0) this.#expiryTimer = setTimeout(() => this.#expire(), next - now + 10);
  }

  #tellSoon(): void {
    this.#tellTimer ??= setTimeout(() => this.#tell(), gatherMs(this.#feed.audience.listeners.size));
  }

  #tell(): void {
    this.#tellTimer = null;
    const users = this.users();
    const typists = new Set(users.map((user) => user.id));
    this.#feed.audience.hint(this.#frame(users), (connection) => typists.has(connection.user?.id as UserId));
    // Those who type themselves see the others.
    for (const connection of this.#feed.audience.listeners) {
      const own = connection.user?.id;
      if (own && typists.has(own)) connection.queue.offer(this.#frame(users.filter((user) => user.id !== own)));
    }
  }

  #frame(users: readonly User[]): Frame {
    return Frame.event('typing:update', {
      conversation: this.#feed.conversation,
      users: users.slice(0, namesLimit),
      more: Math.max(0, users.length - namesLimit),
    });
  }

  close(): void {
    if (this.#tellTimer) clearTimeout(this.#tellTimer);
    if (this.#expiryTimer) clearTimeout(this.#expiryTimer);
  }
}
