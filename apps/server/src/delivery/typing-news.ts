import { limits } from '@rookery/protocol';
import type { ConversationId, UserId } from '@rookery/protocol';
import type { Audience } from './audience.ts';
import type { Who } from '../domain/who.ts';
import { Frame } from './frame.ts';
import type { Profiles } from './profiles.ts';

const namesLimit = 5;
/** Typists kept of one conversation; more only raise the count of those shown so far. */
const typistsLimit = 200;
const gatherMs = (listeners: number): number => (listeners > 200 ? 1_000 : 200);

/** Whoever goes on typing says so about every 3 s, and is told of again then: clients forget her too, and one that has just come back never heard. */
const repeatMs = 2_000;

/** Gathers who types into `typing:update`. Forgets a typist after `limits.typingMs`. */
export class TypingNews {
  readonly #conversation: ConversationId;
  readonly #audience: Audience;
  readonly #profiles: Profiles;
  /** Until when each types. */
  #typists: Map<UserId, number> | null = null;
  #sendTimer: NodeJS.Timeout | null = null;
  #sentAt = 0;
  #expiryTimer: NodeJS.Timeout | null = null;

  constructor(conversation: ConversationId, audience: Audience, profiles: Profiles) {
    this.#conversation = conversation;
    this.#audience = audience;
    this.#profiles = profiles;
  }

  set(user: UserId, on: boolean): void {
    if (!on) return this.stopped(user);
    this.#typists ??= new Map();
    const known = this.#typists.has(user);
    if (!known && this.#typists.size >= typistsLimit) return;
    this.#typists.set(user, performance.now() + limits.typingMs);
    if (!known || performance.now() - this.#sentAt >= repeatMs) this.#sendSoon();
    this.#expiryTimer ??= setTimeout(() => this.#expire(), limits.typingMs);
  }

  stopped(user: UserId): void {
    if (this.#typists?.delete(user)) this.#sendSoon();
  }

  #expire(): void {
    this.#expiryTimer = null;
    const now = performance.now();
    let next = 0;
    for (const [id, until] of this.#typists ?? []) {
      if (until <= now) this.stopped(id);
      else next = next === 0 ? until : Math.min(next, until);
    }
    if (next > 0) this.#expiryTimer = setTimeout(() => this.#expire(), next - now + 10);
  }

  #sendSoon(): void {
    this.#sendTimer ??= setTimeout(() => this.#send(), gatherMs(this.#audience.listeners.size));
  }

  #send(): void {
    this.#sendTimer = null;
    this.#sentAt = performance.now();
    const typists = [...(this.#typists?.keys() ?? [])];
    // One more than is named: who types herself sees the others.
    this.#profiles.whoAre(typists.slice(0, namesLimit + 1)).then(
      (who) => this.#sendNamed(typists, who),
      // The store is away: a hint that nobody misses.
      () => undefined,
    );
  }

  #sendNamed(users: readonly UserId[], who: Who): void {
    const typists = new Set(users);
    this.#audience.hint(this.#frame(users, who), ({ userId }) => userId !== null && typists.has(userId));
    for (const listener of this.#audience.listeners) {
      const own = listener.userId;
      if (own && typists.has(own))
        listener.offer(
          this.#frame(
            users.filter((user) => user !== own),
            who,
          ),
        );
    }
  }

  #frame(users: readonly UserId[], who: Who): Frame {
    return Frame.event('typing:update', {
      conversation: this.#conversation,
      users: users.slice(0, namesLimit).map(who),
      more: Math.max(0, users.length - namesLimit),
    });
  }

  close(): void {
    if (this.#sendTimer) clearTimeout(this.#sendTimer);
    if (this.#expiryTimer) clearTimeout(this.#expiryTimer);
  }
}
