import type { ConversationId, User, UserId } from '@rookery/protocol';
import { Frame } from '../delivery/frame.ts';
import type { Listener } from '../delivery/listener.ts';
import type { LocalHub } from '../delivery/local-hub.ts';
import type { Profiles } from '../delivery/profiles.ts';
import type { Listening } from '../ports/announcements.ts';
import type { People } from '../ports/people.ts';
import type { PresenceWatches } from './presence-watches.ts';

/** `people:update` goes out at most this often. */
const gatherMs = 1_000;
/** After the store could not be read. */
const retryMs = 500;
/** People told of at once; the others wait for the next second. */
const peopleAtOnce = 100;
/** Whose last told state is remembered; beyond it all are forgotten, and some are told twice. */
const rememberedPeople = 20_000;

type News = { readonly user: User; readonly conversations: readonly ConversationId[] };

/**
 * Tells this node's connections whose profile changed: whoever watches her, and whoever hears a conversation where her name stands. Which those are
 * the store says at that moment (she belongs to them, or has belonged to them), so that nothing has to be remembered of who has
 * written where; members who never wrote are told of too, and lists of members are right.
 */
export class PeopleNews {
  readonly #people: Pick<People, 'conversationsOf'>;
  readonly #profiles: Profiles;
  readonly #hub: LocalHub;
  readonly #watches: PresenceWatches;
  readonly #listening: Listening;
  readonly #pending = new Set<UserId>();
  readonly #told = new Map<UserId, number>();
  #timer: NodeJS.Timeout | null = null;
  #isTelling = false;
  #earliestAt = 0;
  #closed = false;

  constructor(
    people: Pick<People, 'conversationsOf' | 'listen'>,
    profiles: Profiles,
    hub: LocalHub,
    watches: PresenceWatches,
  ) {
    this.#people = people;
    this.#profiles = profiles;
    this.#hub = hub;
    this.#watches = watches;
    this.#listening = people.listen({
      changed: (users) => this.#changed(users),
      missed: (concerns) => profiles.forgetWhere(concerns),
    });
  }

  #changed(users: readonly UserId[]): void {
    this.#profiles.forget(users);
    for (const user of users) this.#pending.add(user);
    this.#tellSoon();
  }

  #tellSoon(): void {
    if (this.#closed || this.#isTelling || this.#pending.size === 0) return;
    this.#timer ??= setTimeout(
      () => {
        this.#timer = null;
        this.#isTelling = true;
        this.#earliestAt = performance.now() + gatherMs;
        void this.#tell().finally(() => {
          this.#isTelling = false;
          this.#tellSoon();
        });
      },
      Math.max(0, this.#earliestAt - performance.now()),
    );
  }

  async #tell(): Promise<void> {
    const users = [...this.#pending].slice(0, peopleAtOnce);
    for (const user of users) this.#pending.delete(user);
    try {
      const read = await Promise.all(users.map((user) => this.#newsOf(user)));
      if (!this.#closed) this.#send(read.flatMap((news) => news ?? []));
    } catch {
      for (const user of users) this.#pending.add(user);
      this.#earliestAt = performance.now() + retryMs;
    }
  }

  /** Null where it was told already. */
  async #newsOf(id: UserId): Promise<News | null> {
    const user = await this.#profiles.find(id);
    if (!user || (this.#told.get(id) ?? -1) >= user.rev) return null;
    return { user, conversations: await this.#people.conversationsOf(id) };
  }

  #send(news: readonly News[]): void {
    const toldTo = new Map<Listener, User[]>();
    for (const { user, conversations } of news) {
      const listeners = new Set<Listener>(this.#hub.listenersOf(user.id));
      for (const own of listeners) own.renamed(user);
      for (const watcher of this.#watches.watchersOf(user.id)) listeners.add(watcher);
      for (const conversation of conversations)
        for (const listener of this.#hub.feed(conversation)?.audience.everyone() ?? []) listeners.add(listener);
      for (const listener of listeners) {
        const known = toldTo.get(listener);
        if (known) known.push(user);
        else toldTo.set(listener, [user]);
      }
      if (this.#told.size >= rememberedPeople) this.#told.clear();
      this.#told.set(user.id, user.rev);
    }
    // Most are told the same: it is encoded once.
    const frames = new Map<string, Frame>();
    for (const [listener, users] of toldTo) {
      // It knows no such event.
      if (!listener.canSync) continue;
      const key = users.map(({ id }) => id).join(' ');
      const frame = frames.get(key) ?? Frame.event('people:update', { users });
      frames.set(key, frame);
      listener.push(frame);
    }
  }

  close(): void {
    this.#closed = true;
    this.#listening.stop();
    if (this.#timer) clearTimeout(this.#timer);
  }
}
