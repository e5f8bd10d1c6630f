import type {
  AnswerOf,
  ClientEventName,
  ClientId,
  ConversationId,
  Presence,
  RequestOf,
  RoomId,
  User,
  UserId,
} from '@rookery/protocol';
import { ClientError } from './client-error.ts';
import type { ConnectionState } from './connection.ts';
import { Engine } from './engine.ts';
import { findRoom, userExists } from './find-room.ts';
import type { FoundRoom } from './find-room.ts';
import type { ClientEvents, ClientOptions, SessionState } from './engine.ts';
import type { InboxView } from './inbox/inbox.ts';
import type { Observable, Unsubscribe } from './observable.ts';
import type { OutboxItem } from './outbox/outbox-item.ts';
import type { OutboxEntry } from './outbox/outbox-storage.ts';
import type { People } from './people/people.ts';
import type { Timeline } from './timeline/timeline.ts';
import type { Typists } from './typing.ts';

type SendOptions = { readonly replyTo?: number | undefined };
type PageOptions = { readonly cursor?: string | undefined; readonly limit?: number | undefined };

/** Rookery for programs: one user on one device. */
export class Client {
  readonly #engine: Engine;

  constructor(options: ClientOptions = {}) {
    this.#engine = new Engine(options);
  }

  // ---- what can be watched ----

  get connection(): Observable<ConnectionState> {
    return this.#engine.connection.state;
  }

  get session(): Observable<SessionState> {
    return this.#engine.session;
  }

  get inbox(): Observable<InboxView> {
    return this.#engine.inbox.view;
  }

  /** What is on its way in all conversations, oldest first. */
  get outbox(): Observable<readonly OutboxItem[]> {
    return this.#engine.outbox.all;
  }

  /** How many messages wait to go out, in all conversations. */
  get waiting(): Observable<number> {
    return this.#engine.outbox.waiting;
  }

  /** Of those who are watched. */
  get presence(): Observable<ReadonlyMap<UserId, Presence>> {
    return this.#engine.presence.states;
  }

  /** One user, watched while somebody is subscribed. */
  presenceOf(user: UserId): Observable<Presence | undefined> {
    return this.#engine.presence.of(user);
  }

  /** Loads when it is first subscribed to. */
  timeline(conversation: ConversationId): Timeline {
    return this.#engine.timelines.of(conversation);
  }

  /** Everybody heard of, as they are now. */
  get people(): People {
    return this.#engine.people;
  }

  typists(conversation: ConversationId): Observable<Typists> {
    return this.#engine.typing.of(conversation);
  }

  on<Name extends keyof ClientEvents>(name: Name, listener: (value: ClientEvents[Name]) => void): Unsubscribe {
    return this.#engine.on(name, listener);
  }

  // ---- the connection and the session ----

  open(): void {
    this.#engine.connection.open();
  }

  tryNow(): void {
    this.#engine.connection.tryNow();
  }

  /** For good: another client takes over what is left. */
  close(): void {
    this.#engine.close();
  }

  /** Resolves when there is a connection; rejects when there will be none. */
  online(): Promise<void> {
    return this.#engine.connection.untilOnline();
  }

  async join(username: string, displayName?: string): Promise<User> {
    this.open();
    await this.online();
    const { user, session } = await this.request(
      'user:join',
      displayName === undefined ? { username } : { username, displayName },
    );
    await this.#engine.begin(session.token, user);
    return user;
  }

  /** Ends the session on the server; the device forgets it, and what was not sent, even when the server cannot be reached. */
  async leave(): Promise<void> {
    await this.request('user:leave', {}).catch(() => undefined);
    await this.#engine.end();
  }

  /** Any request of the protocol. Throws `ClientError`. */
  request<Name extends ClientEventName>(name: Name, payload: RequestOf<Name> | object): Promise<AnswerOf<Name>> {
    return this.#engine.request(name, payload);
  }

  // ---- messages ----

  /** Never waits: the message is in the timeline at once and tells how it fares. `to`: somebody by id or username. */
  send(target: ConversationId | { readonly to: string }, content: string, options: SendOptions = {}): ClientId {
    const entry = this.#newEntry(target, content, options);
    void this.#engine.outbox.add(entry);
    return entry.clientId;
  }

  /** The first message to somebody, kept and repeated like any other. Resolves with the server's yes and the conversation. */
  async sendTo(user: string, content: string): Promise<AnswerOf<'message:private'>> {
    const sent = await this.#engine.outbox.addAndWait(this.#newEntry({ to: user }, content, {}));
    // Every answer of `message:private` names it.
    return sent as AnswerOf<'message:private'>;
  }

  #newEntry(target: ConversationId | { readonly to: string }, content: string, { replyTo }: SendOptions): OutboxEntry {
    const author = this.#engine.userId();
    if (author === null) throw new ClientError('unauthorized', 'Join before you send.');
    const isDirect = typeof target === 'object';
    if (!isDirect) this.#engine.typing.sent(target);
    return {
      clientId: this.#engine.ids.next(),
      author,
      ...(isDirect ? { conversation: null, to: target.to } : { conversation: target }),
      content,
      createdAt: this.#engine.clock.now(),
      replyTo,
    };
  }

  /** A message that failed, or is too old to go out unasked. */
  retry(clientId: ClientId): Promise<void> {
    return this.#engine.outbox.retry(clientId);
  }

  discard(clientId: ClientId): Promise<void> {
    return this.#engine.outbox.discard(clientId);
  }

  edit(conversation: ConversationId, seq: number, content: string): Promise<AnswerOf<'message:edit'>> {
    return this.request('message:edit', { conversation, seq, content });
  }

  delete(conversation: ConversationId, seq: number): Promise<AnswerOf<'message:delete'>> {
    return this.request('message:delete', { conversation, seq });
  }

  async react(conversation: ConversationId, seq: number, emoji: string, on: boolean): Promise<void> {
    await this.request('message:react', { conversation, seq, emoji, on });
    this.#engine.timelines.known(conversation)?.reacted(seq, emoji, on);
  }

  markRead(
    conversation: ConversationId,
    seq: number,
    options: { readonly back?: boolean } = {},
  ): Promise<AnswerOf<'read:mark'>> {
    return this.request('read:mark', { conversation, seq, ...(options.back ? { back: true } : {}) });
  }

  /** Call at every keystroke: the server is told every few seconds. */
  setTyping(conversation: ConversationId, on: boolean): void {
    this.#engine.typing.set(conversation, on);
  }

  // ---- rooms and people ----

  createRoom(room: RequestOf<'room:create'>): Promise<AnswerOf<'room:create'>> {
    return this.request('room:create', room);
  }

  /** By id, or by the name of a public room. */
  async joinRoom(room: string): Promise<AnswerOf<'room:join'>> {
    const joined = await this.request('room:join', { room });
    this.#engine.timelines.known(joined.room.id)?.came();
    return joined;
  }

  /** Looks for a room that the reader is not in, by id or by the name of a public room. Throws `ClientError` where that cannot be told. */
  findRoom(room: string): Promise<FoundRoom> {
    return findRoom((name, payload) => this.request(name, payload), room);
  }

  /** Whether somebody goes by this username. Throws `ClientError` where that cannot be told. */
  userExists(username: string): Promise<boolean> {
    return userExists((name, payload) => this.request(name, payload), username);
  }

  leaveRoom(room: ConversationId): Promise<AnswerOf<'room:leave'>> {
    return this.request('room:leave', { room });
  }

  editRoom(
    room: RoomId,
    change: { readonly name?: string | undefined; readonly topic?: string | undefined },
  ): Promise<AnswerOf<'room:edit'>> {
    return this.request('room:edit', { room, ...change });
  }

  /** `user`: an id or a username. */
  invite(room: RoomId, user: string): Promise<AnswerOf<'room:invite'>> {
    return this.request('room:invite', { room, user });
  }

  remove(room: RoomId, user: string): Promise<AnswerOf<'room:remove'>> {
    return this.request('room:remove', { room, user });
  }

  /** Public rooms and one's own; `next` is the next page's cursor. */
  listRooms(options: PageOptions & { readonly query?: string | undefined } = {}): Promise<AnswerOf<'rooms:list'>> {
    return this.request('rooms:list', options);
  }

  members(room: RoomId, options: PageOptions = {}): Promise<AnswerOf<'room:members'>> {
    return this.request('room:members', { room, ...options });
  }

  /** Whom the user may know, best match first: by name, username or pinyin. `next` is the next page's cursor. */
  findPeople(options: PageOptions & { readonly query?: string | undefined } = {}): Promise<AnswerOf<'people:look'>> {
    return this.request('people:look', options);
  }

  watchPresence(users: readonly UserId[]): () => void {
    return this.#engine.presence.watch(users);
  }
}

export const createClient = (options: ClientOptions = {}): Client => new Client(options);
