import type { ConversationId, InboxChange, Position, UserId } from '@rookery/protocol';
import { toEntry } from '../domain/entry.ts';
import { Few } from '../domain/few.ts';
import type { Hearing, Listening, UserAnnouncement } from '../ports/announcements.ts';
import type { Store } from '../ports/store.ts';
import type { UserLogStep } from '../ports/user-log.ts';
import type { Connection } from './connection.ts';
import type { LocalHub } from './local-hub.ts';

const retryMs = 500;

/**
 * A node's view of one user's small log, while she has connections here: which conversations they listen to, and the numbered steps
 * that her devices are told. Steps are taken one after the other; a hole is read from her log.
 */
export class UserFeed implements Hearing<UserAnnouncement> {
  readonly user: UserId;
  readonly connections = new Few<Connection>();
  readonly #hub: LocalHub;
  readonly #store: Store;
  #listening: Listening | null = null;
  #rev = 0;
  readonly #conversations = new Few<ConversationId>();
  /** Order-critical: steps are applied one at a time. */
  #work: Promise<void>;
  #closed = false;

  constructor(user: UserId, hub: LocalHub, store: Store) {
    this.user = user;
    this.#hub = hub;
    this.#store = store;
    this.#work = this.#persist(() => this.#start());
  }

  /** Resolves when the connection listens to all of the user's conversations. */
  add(connection: Connection): Promise<void> {
    this.connections.add(connection);
    return this.#enqueue(async () => {
      await this.#hub.openAll(this.#conversations, [connection]);
    });
  }

  async #start(): Promise<void> {
    this.#listening ??= await this.#store.announcements.listenToUser(this.user, this);
    if (this.#closed) return this.#listening.stop();
    await this.#reload();
  }

  async #reload(): Promise<void> {
    const { rev, conversations } = await this.#store.users.conversations(this.user);
    const now = new Set(conversations);
    for (const gone of this.#conversations) if (!now.has(gone)) this.lose(gone);
    for (const conversation of now) this.#conversations.add(conversation);
    await this.#hub.openAll(now, this.connections);
    this.#rev = rev;
  }

  missed(): void {
    void this.#enqueue(() => this.#catchUp());
  }

  hear(announcement: UserAnnouncement): void {
    if (announcement.kind === 'revoked') {
      const gone = new Set(announcement.sessions);
      for (const connection of this.connections)
        if (connection.session && gone.has(connection.session.id)) connection.disconnect();
      return;
    }
    void this.#enqueue(() => this.#take(announcement.step));
  }

  async #take(step: UserLogStep): Promise<void> {
    if (step.rev <= this.#rev) return;
    // A hole; or what was told here last is not what it goes on from: a failover took that back.
    if (step.prev !== this.#rev) return this.#catchUp();
    await this.#apply(step);
  }

  async #catchUp(): Promise<void> {
    const missed = await this.#store.users.since(this.user, this.#rev);
    if (missed.status === 'steps') {
      for (const step of missed.steps) await this.#apply(step);
      return;
    }
    await this.#reload();
    // The steps are gone: a number whose predecessor no client holds makes each ask for its inbox anew.
    this.#tell({ prev: this.#rev, rev: this.#rev });
  }

  async #apply(step: UserLogStep): Promise<void> {
    const change: InboxChange = { prev: step.prev, rev: step.rev };
    if (step.added) {
      const entry = await this.#gainedEntry(step.added);
      if (entry) change.added = entry;
    }
    if (step.removed) {
      this.lose(step.removed);
      change.removed = step.removed;
    }
    if (step.read) change.read = step.read;
    this.#rev = step.rev;
    this.#tell(change);
  }

  async #gainedEntry(conversation: ConversationId) {
    const line = await this.#store.users.line(this.user, conversation);
    if (!line) return null;
    if (line.role !== 'invited') await this.gain(conversation, line.state.head);
    const [online = 0] = await this.#store.presence.onlineIn([conversation]);
    return toEntry(line, this.user, online);
  }

  /**
   * Lets all connections of the user listen; resolves when they are heard. A feed that is opened for it begins at `from`: what was said
   * between the step and the listening, like the first message of a direct conversation, is delivered too.
   */
  async gain(conversation: ConversationId, from?: Position): Promise<void> {
    this.#conversations.add(conversation);
    await this.#hub.openAll([conversation], this.connections, from);
  }

  lose(conversation: ConversationId): void {
    this.#conversations.delete(conversation);
    this.#hub.feed(conversation)?.audience.detachUser(this.user);
  }

  #tell(change: InboxChange): void {
    for (const connection of this.connections) if (!connection.isClassic) connection.send('inbox:update', change);
  }

  #enqueue(step: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(() => this.#persist(step));
    return this.#work;
  }

  /** A step that fails is tried again while anybody is here: the store comes back, the hints do not. */
  async #persist(step: () => Promise<void>): Promise<void> {
    while (!this.#closed) {
      try {
        await step();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
  }

  close(): void {
    this.#closed = true;
    this.#listening?.stop();
  }
}
