import { limits } from '@rookery/protocol';
import type { ConversationId, User, UserId } from '@rookery/protocol';
import type { Audience } from './audience.ts';
import { Frame } from './frame.ts';

const namesLimit = 5;
/** Typists kept of one conversation; more only raise the count of those shown so far. */
const typistsLimit = 200;
const gatherMs = (listeners: number): number => (listeners > 200 ? 1_000 : 200);

/** Gathers who types into `typing:update`. Forgets a typist after `limits.typingMs`. */
export class TypingNews {
  readonly #conversation: ConversationId;
  readonly #audience: Audience;
  #typists: Map<UserId, { user: User; until: number }> | null = null;
  #sendTimer: NodeJS.Timeout | null = null;
  #expiryTimer: NodeJS.Timeout | null = null;

  constructor(conversation: ConversationId, audience: Audience) {
    this.#conversation = conversation;
    this.#audience = audience;
  }

  set(user: User, on: boolean): void {
    if (!on) return this.stopped(user.id);
    this.#typists ??= new Map();
    const known = this.#typists.get(user.id);
    if (!known && this.#typists.size >= typistsLimit) return;
    this.#typists.set(user.id, { user, until: performance.now() + limits.typingMs });
    if (!known) this.#sendSoon();
    this.#expiryTimer ??= setTimeout(() => this.#expire(), limits.typingMs);
  }

  stopped(user: UserId): void {
    if (this.#typists?.delete(user)) this.#sendSoon();
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

  #sendSoon(): void {
    this.#sendTimer ??= setTimeout(() => this.#send(), gatherMs(this.#audience.listeners.size));
  }

  #send(): void {
    this.#sendTimer = null;
    const users = [...(this.#typists?.values() ?? [])].map((typist) => typist.user);
    const typists = new Set(users.map((user) => user.id));
    this.#audience.hint(this.#frame(users), ({ userId }) => userId !== null && typists.has(userId));
    // Those who type themselves see the others.
    for (const listener of this.#audience.listeners) {
      const own = listener.userId;
      if (own && typists.has(own)) listener.offer(this.#frame(users.filter((user) => user.id !== own)));
    }
  }

  #frame(users: readonly User[]): Frame {
    return Frame.event('typing:update', {
      conversation: this.#conversation,
      users: users.slice(0, namesLimit),
      more: Math.max(0, users.length - namesLimit),
    });
  }

  close(): void {
    if (this.#sendTimer) clearTimeout(this.#sendTimer);
    if (this.#expiryTimer) clearTimeout(this.#expiryTimer);
  }
}
