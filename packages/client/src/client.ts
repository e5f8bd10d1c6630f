import type {
  AnswerOf,
  Change,
  ClientEventName,
  ClientId,
  ConversationId,
  HeldPosition,
  Message,
  PayloadOf,
  RequestOf,
  ServerEventName,
  SyncedConversation,
  User,
  UserId,
} from '@rookery/protocol';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { ClientConnection } from './connection.ts';
import type { ConnectionState } from './connection.ts';
import { Inbox } from './inbox/inbox.ts';
import type { InboxView } from './inbox/inbox.ts';
import { Observed } from './observable.ts';
import type { Observable, Unsubscribe } from './observable.ts';
import { Outbox } from './outbox/outbox.ts';
import { memoryOutbox } from './outbox/outbox-storage.ts';
import type { OutboxEntry, OutboxStorage } from './outbox/outbox-storage.ts';
import { PresenceWatch } from './presence.ts';
import { memorySession } from './session/session-storage.ts';
import type { SessionStorage } from './session/session-storage.ts';
import { Timeline } from './timeline/timeline.ts';
import { socketIoTransport } from './transport/socket-io.ts';
import type { Transport } from './transport/transport.ts';
import { TypingBoard } from './typing.ts';
import { ulid } from './ulid.ts';

export type ClientOptions = {
  /** `http://localhost:8080`; left out in a page of the server itself. */
  readonly url?: string | undefined;
  readonly session?: SessionStorage | undefined;
  readonly outbox?: OutboxStorage | undefined;
  readonly transport?: Transport | undefined;
  readonly clock?: Clock | undefined;
  /** Numbers from 0 to 1, for jitter. */
  readonly random?: (() => number) | undefined;
  /** Fills with random bytes, for ids. */
  readonly randomBytes?: ((bytes: Uint8Array) => void) | undefined;
};

export type SessionState =
  /** A kept session is being taken up. `user` is who it was. */
  | { readonly state: 'restoring'; readonly user: User }
  /** `ended`: there was one, and the server no longer knows it. */
  | { readonly state: 'none'; readonly ended: boolean }
  | { readonly state: 'joined'; readonly user: User };

export type ClientEvents = {
  /** Each message of each of the user's conversations, once, in order (live ones, as they come). */
  message: Message;
  change: Change;
  /** Everything missed has been read. */
  resumed: undefined;
};

/** Rookery for programs: one user on one device. */
export class Client {
  readonly #clock: Clock;
  readonly #randomBytes: (bytes: Uint8Array) => void;
  readonly #storage: SessionStorage;
  readonly #connection: ClientConnection;
  readonly #outbox: Outbox;
  readonly #inbox: Inbox;
  readonly #presence: PresenceWatch;
  readonly #typing: TypingBoard;
  readonly #session: Observed<SessionState>;
  readonly #timelines = new Map<ConversationId, Timeline>();
  readonly #listeners = new Map<keyof ClientEvents, Set<(value: never) => void>>();

  constructor(options: ClientOptions = {}) {
    this.#clock = options.clock ?? systemClock;
    this.#randomBytes = options.randomBytes ?? ((bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>));
    this.#storage = options.session ?? memorySession();
    const kept = this.#storage.load();
    this.#session = new Observed<SessionState>(
      kept ? { state: 'restoring', user: kept.user } : { state: 'none', ended: false },
    );
    this.#connection = new ClientConnection(
      options.transport ?? socketIoTransport({ url: options.url }),
      this.#clock,
      options.random ?? Math.random,
      () => this.#storage.load()?.token ?? null,
      {
        hello: (hello) => void this.#greeted(hello),
        event: (name, payload) => this.#hear(name, payload),
        unauthorized: () => this.#signedOut(true),
      },
    );
    this.#outbox = new Outbox(options.outbox ?? memoryOutbox(), {
      clock: this.#clock,
      isOnline: () => this.#connection.isOnline && this.#session.get().state === 'joined',
      send: (entry) => this.#sendEntry(entry),
      changed: (conversation) => this.#timelines.get(conversation)?.outboxChanged(),
    });
    this.#inbox = new Inbox({
      list: (cursor) => this.request('inbox:list', cursor === undefined ? {} : { cursor }),
      since: async (rev) => (await this.request('sync', { inbox: rev, conversations: [] })).inbox,
      reader: () => this.#userId(),
      lost: (conversation) => this.#timelines.get(conversation)?.gone(),
    });
    this.#presence = new PresenceWatch(
      this.#clock,
      async (users) => (await this.request('presence:watch', { users: [...users] })).states,
    );
    this.#typing = new TypingBoard(this.#clock, (conversation, on) => {
      this.request('typing:set', { conversation, on }).catch(() => undefined);
    });
  }

  // ---- what can be watched ----

  get connection(): Observable<ConnectionState> {
    return this.#connection.state;
  }

  get session(): Observable<SessionState> {
    return this.#session;
  }

  get inbox(): Observable<InboxView> {
    return this.#inbox.view;
  }

  /** Messages that wait to go out, in all conversations. */
  get waiting(): Observable<number> {
    return this.#outbox.waiting;
  }

  get presence(): PresenceWatch['states'] {
    return this.#presence.states;
  }

  /** Loads when it is first subscribed to. */
  timeline(conversation: ConversationId): Timeline {
    let timeline = this.#timelines.get(conversation);
    if (!timeline) this.#timelines.set(conversation, (timeline = this.#newTimeline(conversation)));
    return timeline;
  }

  typists(conversation: ConversationId): ReturnType<TypingBoard['of']> {
    return this.#typing.of(conversation);
  }

  on<Name extends keyof ClientEvents>(name: Name, listener: (value: ClientEvents[Name]) => void): Unsubscribe {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listener as (value: never) => void);
    return () => listeners.delete(listener as (value: never) => void);
  }

  // ---- the connection and the session ----

  open(): void {
    this.#connection.open();
  }

  tryNow(): void {
    this.#connection.tryNow();
  }

  close(): void {
    this.#connection.close();
    this.#outbox.stop();
    this.#presence.close();
    this.#typing.close();
  }

  /** Resolves when there is a connection. */
  online(): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!this.#connection.isOnline) return;
        unsubscribe();
        resolve();
      };
      const unsubscribe = this.#connection.state.subscribe(check);
      check();
    });
  }

  async join(username: string, displayName?: string): Promise<User> {
    this.open();
    await this.online();
    const { user, session } = await this.request(
      'user:join',
      displayName === undefined ? { username } : { username, displayName },
    );
    this.#storage.save({ token: session.token, user });
    await this.#joined(user);
    return user;
  }

  /** Ends the session on the server; the device forgets it even when the server cannot be reached. */
  async leave(): Promise<void> {
    await this.request('user:leave', {}).catch(() => undefined);
    this.#signedOut(false);
    this.#connection.restart();
  }

  /** Any request of the protocol. Throws `ClientError`. */
  request<Name extends ClientEventName>(name: Name, payload: RequestOf<Name> | object): Promise<AnswerOf<Name>> {
    return this.#connection.request(name, payload);
  }

  // ---- verbs ----

  /** Never waits: the message is in the timeline at once and tells how it fares. */
  send(
    conversation: ConversationId,
    content: string,
    options: { readonly replyTo?: number | undefined } = {},
  ): ClientId {
    const author = this.#userId();
    const clientId = ulid(this.#clock.now(), this.#randomBytes);
    if (author === null) throw new Error('Join before you send.');
    this.#typing.sent(conversation);
    void this.#outbox.add({
      clientId,
      author,
      conversation,
      content,
      createdAt: this.#clock.now(),
      replyTo: options.replyTo,
    });
    return clientId;
  }

  /** The first message to somebody; repeated under one `clientId` while the outcome is unknown. */
  async sendTo(user: string, content: string): Promise<AnswerOf<'message:private'>> {
    const clientId = ulid(this.#clock.now(), this.#randomBytes);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.request('message:private', { to: user, content, clientId });
      } catch (error) {
        const isPassing = (error as { isPassing?: boolean }).isPassing === true;
        if (!isPassing || attempt >= 5) throw error;
        await new Promise<void>((resolve) => this.#clock.after(1_000, resolve));
        await this.online();
      }
    }
  }

  retry(clientId: ClientId): Promise<void> {
    return this.#outbox.retry(clientId);
  }

  discard(clientId: ClientId): Promise<void> {
    return this.#outbox.discard(clientId);
  }

  edit(conversation: ConversationId, seq: number, content: string): Promise<AnswerOf<'message:edit'>> {
    return this.request('message:edit', { conversation, seq, content });
  }

  delete(conversation: ConversationId, seq: number): Promise<AnswerOf<'message:delete'>> {
    return this.request('message:delete', { conversation, seq });
  }

  async react(conversation: ConversationId, seq: number, emoji: string, on: boolean): Promise<void> {
    await this.request('message:react', { conversation, seq, emoji, on });
    this.#timelines.get(conversation)?.reacted(seq, emoji, on);
  }

  markRead(
    conversation: ConversationId,
    seq: number,
    options: { readonly back?: boolean } = {},
  ): Promise<AnswerOf<'read:mark'>> {
    return this.request('read:mark', { conversation, seq, ...(options.back ? { back: true } : {}) });
  }

  setTyping(conversation: ConversationId, on: boolean): void {
    this.#typing.set(conversation, on);
  }

  watchPresence(users: readonly UserId[]): () => void {
    return this.#presence.watch(users);
  }

  createRoom(room: RequestOf<'room:create'>): Promise<AnswerOf<'room:create'>> {
    return this.request('room:create', room);
  }

  /** By id, or by the name of a public room. */
  async joinRoom(room: string): Promise<AnswerOf<'room:join'>> {
    const joined = await this.request('room:join', { room });
    const timeline = this.#timelines.get(joined.room.id);
    if (timeline?.get().state === 'gone') timeline.reset();
    return joined;
  }

  leaveRoom(room: ConversationId): Promise<AnswerOf<'room:leave'>> {
    return this.request('room:leave', { room });
  }

  // ---- insides ----

  #userId(): UserId | null {
    const session = this.#session.get();
    return session.state === 'none' ? null : session.user.id;
  }

  #newTimeline(conversation: ConversationId): Timeline {
    return new Timeline({
      conversation,
      reader: () => this.#userId(),
      history: (range) => this.request('history:fetch', { conversation, ...range }),
      sync: (held) => this.#syncOne(held),
      pending: () => this.#outbox.of(conversation),
      confirmed: (message) => this.#confirm(message),
      isOnline: () => this.#connection.isOnline,
    });
  }

  async #syncOne(held: HeldPosition): Promise<SyncedConversation | undefined> {
    const { conversations } = await this.request('sync', { conversations: [held] });
    return conversations.find((synced) => synced.conversation === held.conversation);
  }

  #sendEntry({ conversation, content, clientId, replyTo }: OutboxEntry): Promise<AnswerOf<'message:room'>> {
    const payload = { conversation, content, clientId, ...(replyTo === undefined ? {} : { replyTo }) };
    return this.request('message:room', payload);
  }

  #confirm(message: Message): void {
    if (message.clientId !== undefined) this.#outbox.confirmed(message.clientId);
  }

  async #greeted(hello: PayloadOf<'server:hello'>): Promise<void> {
    if (!hello.user) return;
    const kept = this.#storage.load();
    if (kept) this.#storage.save({ ...kept, user: hello.user });
    await this.#joined(hello.user);
  }

  /** Signed in on a fresh connection: read what was missed, then send what waits. */
  async #joined(user: User): Promise<void> {
    const isOther = this.#session.get().state === 'none';
    this.#session.set({ state: 'joined', user });
    if (isOther) this.#inbox.clear();
    this.#presence.resume();
    try {
      await this.#inbox.resume();
      await Promise.all([...this.#timelines.values()].map((timeline) => timeline.resume()));
      // Unread of conversations without a timeline moved while away.
      await this.#inbox.reload();
    } catch {
      // The connection is lost again: the next one resumes.
      return;
    }
    await this.#outbox.start(user.id);
    this.#emit('resumed', undefined);
  }

  #signedOut(ended: boolean): void {
    this.#storage.save(null);
    this.#outbox.stop();
    this.#inbox.clear();
    for (const timeline of this.#timelines.values()) timeline.gone();
    this.#timelines.clear();
    this.#session.set({ state: 'none', ended });
  }

  #hear<Name extends ServerEventName>(name: Name, payload: PayloadOf<Name>): void {
    switch (name as ServerEventName) {
      case 'message:receive': {
        const message = payload as Message;
        if (message.user.id === this.#userId()) this.#confirmLater(message);
        this.#inbox.received(message);
        this.#timelines.get(message.conversation)?.receive(message);
        this.#emit('message', message);
        return;
      }
      case 'message:update': {
        const change = payload as Change;
        this.#inbox.changed(change);
        this.#timelines.get(change.conversation)?.change(change);
        this.#emit('change', change);
        return;
      }
      case 'inbox:update':
        return this.#inbox.step(payload as PayloadOf<'inbox:update'>);
      case 'room:update':
        return this.#inbox.roomUpdated(payload as PayloadOf<'room:update'>);
      case 'conversation:reset': {
        this.#timelines.get((payload as PayloadOf<'conversation:reset'>).conversation)?.reset();
        void this.#inbox.reload().catch(() => undefined);
        return;
      }
      case 'feed:lagging':
        return (
          this.#timelines.get((payload as PayloadOf<'feed:lagging'>).conversation)?.lagging() ??
          this.#keepFed(payload as PayloadOf<'feed:lagging'>)
        );
      case 'typing:update':
        return this.#typing.update(payload as PayloadOf<'typing:update'>);
      case 'presence:update':
        return this.#presence.update((payload as PayloadOf<'presence:update'>).changes);
      case 'server:hello':
      case 'server:drain':
      case 'error:report':
      case 'users:update':
      case 'rooms:update':
    }
  }

  /** A conversation without a timeline was lagging: its events go on after a sync from its head. */
  #keepFed({ conversation, head }: PayloadOf<'feed:lagging'>): void {
    this.#syncOne({ conversation, ...head })
      .then(
        () => this.#inbox.reload(),
        () => undefined,
      )
      .catch(() => undefined);
  }

  /** An open timeline confirms when it shows the message, so that no frame shows neither. */
  #confirmLater(message: Message): void {
    if (!this.#timelines.get(message.conversation)?.isWanted) this.#confirm(message);
  }

  #emit<Name extends keyof ClientEvents>(name: Name, value: ClientEvents[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) (listener as (value: ClientEvents[Name]) => void)(value);
  }
}

export const createClient = (options: ClientOptions = {}): Client => new Client(options);
