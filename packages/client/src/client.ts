import type {
  AdminSettings,
  AnswerOf,
  ClientEventName,
  ClientId,
  ConversationId,
  File,
  FileId,
  GroupId,
  Limits,
  PlaceId,
  Presence,
  RequestOf,
  Role,
  Room,
  RoomId,
  Settings,
  SettingsChange,
  ServerSettings,
  StoreUse,
  ThreadId,
  User,
  UserId,
} from '@rookery/protocol';
import type { Account } from './account.ts';
import { asClientError, ClientError } from './client-error.ts';
import type { ClientEvents } from './client-events.ts';
import type { ConnectionState } from './connection.ts';
import { Engine } from './engine.ts';
import { findPerson } from './find-person.ts';
import { findRoom } from './find-room.ts';
import type { FoundRoom } from './find-room.ts';
import type { UploadOptions } from './files/upload.ts';
import type { Uploads } from './files/uploads.ts';
import type { ClientOptions } from './engine.ts';
import type { InboxView } from './inbox/inbox.ts';
import type { Observable, Unsubscribe } from './observable.ts';
import type { OutboxItem } from './outbox/outbox-item.ts';
import type { OutboxEntry } from './outbox/outbox-storage.ts';
import type { People } from './people/people.ts';
import type { SessionState } from './session/session.ts';
import type { Timeline } from './timeline/timeline.ts';
import type { Typists } from './typing.ts';

type SendOptions = {
  readonly replyTo?: number | undefined;
  /** What `upload` has answered, at most ten; the text may then be empty. */
  readonly files?: readonly File[] | undefined;
  /** Ids of `uploads`, instead of `files`: it goes out when all of them are at the server. */
  readonly uploads?: readonly string[] | undefined;
  /** Of a reply in a thread: its conversation is to have it too, as a message of its own. */
  readonly alsoInParent?: boolean | undefined;
  /** Nobody is told of it: no push, no sound, no mail. It counts as unread like any other. */
  readonly silent?: boolean | undefined;
};
type PageOptions = { readonly cursor?: string | undefined; readonly limit?: number | undefined };

/**
 * Rookery for programs: one user on one device.
 *
 * Times are ms since the epoch, durations ms. What asks the server rejects with `ClientError`: `offline` without a connection, `timeout`
 * after 10 s without an answer, else the code that docs/protocol.md names for the event. After `offline` and `timeout` it is not known
 * whether a write was done. Messages are the exception: they go through the outbox, which repeats them until that is known.
 */
export class Client {
  readonly #engine: Engine;

  constructor(options: ClientOptions = {}) {
    this.#engine = new Engine(options);
  }

  /** The user's account, and the devices on which she is signed in. */
  get account(): Account {
    return this.#engine.account;
  }

  // ---- what can be watched ----

  /** Whether the server is within reach, and when it is tried again. */
  get connection(): Observable<ConnectionState> {
    return this.#engine.connection.state;
  }

  /** By what the connection goes now. `polling` for long is a proxy that lets no WebSocket through; null while there is no connection. */
  get way(): 'websocket' | 'polling' | null {
    return this.#engine.connection.way;
  }

  /** Who is signed in. */
  get session(): Observable<SessionState> {
    return this.#engine.session.state;
  }

  /** What holds for the whole server, as the last connection was told; undefined before the first, and of servers before 0.4. */
  get server(): Observable<ServerSettings | undefined> {
    return this.#engine.server;
  }

  /** The key (VAPID, in base64url) with which a browser subscribes to pushes of the server, for `push:add`; undefined where it pushes to nobody. */
  get pushKey(): Observable<string | undefined> {
    return this.#engine.pushKey;
  }

  /** The bounds of the wire, as the last connection was told. */
  get limits(): Observable<Readonly<Partial<Limits>>> {
    return this.#engine.limits;
  }

  /** The user's conversations, with what is unread in each. */
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

  /** The presence of those who are watched; of others nothing is known. */
  get presence(): Observable<ReadonlyMap<UserId, Presence>> {
    return this.#engine.presence.states;
  }

  /** One user, watched while somebody is subscribed. */
  presenceOf(user: UserId): Observable<Presence | undefined> {
    return this.#engine.presence.of(user);
  }

  /** A window on the conversation's log. The same object each time; it loads when it is first subscribed to. */
  timeline(conversation: ConversationId): Timeline {
    return this.#engine.timelines.of(conversation);
  }

  /**
   * Resolves when what an earlier run has kept (`copy`) is in `inbox`, and in the timeline of this conversation; at once where nothing is kept. A program that
   * waits for it, for a moment, shows both at once instead of one after the other.
   */
  untilShown(conversation: ConversationId): Promise<void> {
    return this.#engine.untilShown(conversation);
  }

  /** Everybody heard of, as they are now. */
  get people(): People {
    return this.#engine.people;
  }

  /** Who types there now, the user herself among them. Each is forgotten 7 s after the last word of it. */
  typists(conversation: ConversationId): Observable<Typists> {
    return this.#engine.typing.of(conversation);
  }

  /** Listens to what happens in all conversations, also to what was missed while away. The returned function ends it. */
  on<Name extends keyof ClientEvents>(name: Name, listener: (value: ClientEvents[Name]) => void): Unsubscribe {
    return this.#engine.listeners.on(name, listener);
  }

  // ---- the connection and the session ----

  /** Connects, and stays connected. Does nothing when it is open. */
  open(): void {
    this.#engine.connection.open();
  }

  /** Where the connection is lost, tries at once instead of at the next try. */
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

  /**
   * Begins a guest's session under a free username, and opens the connection where needed. Resolves when the inbox is read; with `cookie`, when the
   * client is who joined. Rejects with `ClientError`: `conflict` when the name is taken, `bad_request` when it is none.
   */
  async join(username: string, displayName?: string): Promise<User> {
    this.open();
    await this.online();
    if (this.#engine.keepsCookie) return this.account.join(username, displayName);
    const { user, session } = await this.request(
      'user:join',
      displayName === undefined ? { username } : { username, displayName },
    );
    await this.#engine.session.begin(session.token, user);
    return user;
  }

  /** Ends the session on the server; the device forgets it, and what was not sent, even when the server cannot be reached. */
  async leave(): Promise<void> {
    const leaving = this.#engine.session.isInCookie ? this.account.leave() : this.request('user:leave', {});
    await this.#engine.end(
      await leaving.then(
        () => true,
        (error: unknown) => !asClientError(error).isPassing,
      ),
    );
  }

  /** Any request of the protocol. Rejects with `ClientError`; `bad_request` names the `field` that was refused. */
  request<Name extends ClientEventName>(name: Name, payload: RequestOf<Name> | object): Promise<AnswerOf<Name>> {
    return this.#engine.request(name, payload);
  }

  // ---- messages ----

  /**
   * Never waits: the message is in the timeline at once and tells how it fares. `to`: somebody by id or username. Answers with the id by
   * which to retry or discard it. Throws `unauthorized` where nobody is signed in.
   */
  send(target: ConversationId | { readonly to: string }, content: string, options: SendOptions = {}): ClientId {
    const entry = this.#newEntry(target, content, options);
    void this.#engine.outbox.add(entry);
    return entry.clientId;
  }

  /**
   * The first message to somebody, kept and repeated like any other. Resolves with the conversation when the server has it, however long
   * that takes. Rejects when the server refuses it, which then also discards it, and when the session ends before.
   */
  async sendTo(user: string, content: string, options: SendOptions = {}): Promise<AnswerOf<'message:private'>> {
    const sent = await this.#engine.outbox.addAndWait(this.#newEntry({ to: user }, content, options));
    // Every answer of `message:private` names it.
    return sent as AnswerOf<'message:private'>;
  }

  #newEntry(
    target: ConversationId | { readonly to: string },
    content: string,
    { replyTo, files, uploads, alsoInParent, silent }: SendOptions,
  ): OutboxEntry {
    const author = this.#engine.session.userId();
    if (author === null) throw new ClientError('unauthorized', 'Join before you send.');
    const isDirect = typeof target === 'object';
    if (!isDirect) this.#engine.typing.sent(target);
    return {
      clientId: this.#engine.ids.next(),
      author,
      ...(isDirect ? { conversation: null, to: target.to } : { conversation: target }),
      content,
      ...(files && files.length > 0 ? { files } : {}),
      ...(uploads && uploads.length > 0 ? { uploads } : {}),
      createdAt: this.#engine.clock.now(),
      replyTo,
      ...(alsoInParent ? { alsoInParent } : {}),
      ...(silent ? { silent } : {}),
    };
  }

  /**
   * Brings a file to the server, which keeps it for 24 hours until it is sent (`send` with `files`, `sendTo` too). More than 8 MiB go in pieces: over lost connections and restarts of the server,
   * and with `resume` after a reload; what the server makes of such a file the message tells. Rejects with `ClientError`: `too_large` beyond `limits.fileBytes`,
   * `rate_limited` where a day's share is spent or too many files wait, `unavailable` where the server has no space left; with what the signal was aborted with.
   */
  upload(file: Blob, options: UploadOptions = {}): Promise<File> {
    return this.#engine.files.upload(file, options);
  }

  /**
   * Files on their way, kept with their bytes where `ClientOptions.uploads` says: they go on by themselves over lost connections, and where they are kept over
   * the end of the program too. `add` them, and `send` the message with `uploads` at any time: it goes out when its last byte is there.
   */
  uploads(): Promise<Uploads> {
    return this.#engine.files.uploads();
  }

  /** Where a file of a message is fetched from: in the server's own pages by the cookie, elsewhere with `Authorization`. */
  fileUrl(id: FileId): string {
    return this.#engine.files.address(`/${id}`);
  }

  /** Where the small picture of a picture or film is, in WebP, at most 480 px wide: also of `User.avatar` and `Room.picture`. */
  previewUrl(id: FileId): string {
    return this.#engine.files.address(`/${id}/preview?w=480`);
  }

  /** A page of the files that a conversation holds, the newest first; `next` is the next page's cursor. A page may be short, and yet not be the last. */
  files(
    conversation: ConversationId,
    options: Omit<RequestOf<'files:list'>, 'conversation'> = {},
  ): Promise<AnswerOf<'files:list'>> {
    return this.request('files:list', { conversation, ...options });
  }

  /**
   * Finds messages in all that she may read, the newest first: words, `"phrases"`, `-excluded`; with the server's filters. A page may hold few or
   * none and yet not be the last: while `next` is not null, ask again with it as `cursor`. Rejects with `bad_request` where there is nothing to look for.
   */
  search(
    query: string,
    options: Omit<RequestOf<'search:messages'>, 'query'> = {},
  ): Promise<AnswerOf<'search:messages'>> {
    return this.request('search:messages', { query, ...options });
  }

  /** Sends again what failed or is too old to go out unasked (seven days). Does nothing for any other. */
  retry(clientId: ClientId): Promise<void> {
    return this.#engine.outbox.retry(clientId);
  }

  /** Takes back a message that was not sent. Resolves when it is gone from the storage too. */
  discard(clientId: ClientId): Promise<void> {
    return this.#engine.outbox.discard(clientId);
  }

  /** Rejects with `forbidden` for another's message, `not_found` for one that is deleted. */
  edit(conversation: ConversationId, seq: number, content: string): Promise<AnswerOf<'message:edit'>> {
    return this.request('message:edit', { conversation, seq, content });
  }

  /** Deletes a message's content; its number stays. Rejects with `forbidden` without the right to. */
  delete(conversation: ConversationId, seq: number): Promise<AnswerOf<'message:delete'>> {
    return this.request('message:delete', { conversation, seq });
  }

  /** Takes the previews of a message's links away, for good. Rejects with `forbidden` without the right to. */
  removeLinks(conversation: ConversationId, seq: number): Promise<AnswerOf<'message:links'>> {
    return this.request('message:links', { conversation, seq, off: true });
  }

  /** Adds or takes back one's own reaction. Shown when the server has it. */
  async react(conversation: ConversationId, seq: number, emoji: string, on: boolean): Promise<void> {
    await this.request('message:react', { conversation, seq, emoji, on });
    this.#engine.timelines.known(conversation)?.reacted(seq, emoji, on);
  }

  /** Raises the read mark to `seq`; with `back`, sets it there also where that is lower. Calls by edits that the inbox shows are had by it. */
  markRead(
    conversation: ConversationId,
    seq: number,
    options: { readonly back?: boolean } = {},
  ): Promise<AnswerOf<'read:mark'>> {
    const entry = this.#engine.inbox.entry(conversation);
    return this.request('read:mark', { conversation, seq, rev: entry?.calledLate && entry.head.rev, ...options });
  }

  /** Call at every keystroke: the server is told every few seconds. */
  setTyping(conversation: ConversationId, on: boolean): void {
    this.#engine.typing.set(conversation, on);
  }

  // ---- threads ----

  /**
   * Opens the thread of a message, whether anything was said in it or not: until `closeThread`, its messages come to `timeline(thread)`, which reads it like any
   * conversation, also over lost connections and when the reader loses its room and comes back. Rejects with `not_found` where there is no such message for her.
   */
  openThread(conversation: PlaceId, seq: number): Promise<AnswerOf<'thread:open'>> {
    return this.#engine.openThread(conversation, seq);
  }

  /** As often as it was opened. */
  closeThread(thread: ThreadId): void {
    this.#engine.closeThread(thread);
  }

  /** The threads that the reader follows are in `inbox`, among `threads`. She follows by herself what she writes in, or is mentioned in. */
  followThread(thread: ThreadId, on: boolean): Promise<AnswerOf<'thread:follow'>> {
    return this.request('thread:follow', { thread, on });
  }

  // ---- rooms and people ----

  /** Rejects with `conflict` when a public room has the name. */
  createRoom(room: RequestOf<'room:create'>): Promise<AnswerOf<'room:create'>> {
    return this.request('room:create', room);
  }

  /** By id, or by the name of a public room. Rejects with `not_found` where there is none for this user. */
  async joinRoom(room: string): Promise<AnswerOf<'room:join'>> {
    const joined = await this.request('room:join', { room });
    this.#engine.timelines.known(joined.room.id)?.came();
    return joined;
  }

  /** Joins the room of an invitation; null where it is one to the server. Rejects with `not_found` where the code does not count (any more). */
  async acceptInvitation(code: string): Promise<Room | null> {
    const { room } = await this.request('invite:accept', { code });
    if (room) this.#engine.timelines.known(room.id)?.came();
    return room ?? null;
  }

  /** Looks for a room that the reader is not in, by id or by the name of a public room. Throws `ClientError` where that cannot be told. */
  findRoom(room: string): Promise<FoundRoom> {
    return findRoom((name, payload) => this.request(name, payload), room);
  }

  /** Somebody by id or username, whoever they are; null where there is nobody. Throws `ClientError` where that cannot be told. */
  findPerson(who: string): Promise<User | null> {
    return findPerson((request) => this.request('people:look', request), who);
  }

  /**
   * The conversation with one other person, or the group of several, by ids or usernames: everybody has it in their inboxes. Rejects with `not_found` where
   * one of them is nobody, or gone.
   */
  openDirect(users: readonly string[]): Promise<AnswerOf<'direct:open'>> {
    return this.request('direct:open', { users: [...users] });
  }

  /** Gives a group a name, for all its people. */
  nameGroup(group: GroupId, name: string): Promise<AnswerOf<'room:edit'>> {
    return this.request('room:edit', { conversation: group, name });
  }

  /** Also declines an invitation. A group is out of the inbox until the next message. */
  leaveRoom(room: ConversationId): Promise<AnswerOf<'room:leave'>> {
    return this.request('room:leave', { room });
  }

  /**
   * Needs the right `edit_room`. What is left out stays. `rights`: from which role on each is held, null for the default; `slowModeMs`: 0 for none;
   * `history`: `since-join` hides from each what was said before she came; `retentionDays` and `retentionMessages`, for an owner: at most what the server keeps, null for that. Rejects
   * with `forbidden` for rights that are not below one's own role.
   */
  editRoom(
    room: RoomId,
    change: Pick<
      RequestOf<'room:edit'>,
      'name' | 'topic' | 'rights' | 'slowModeMs' | 'history' | 'picture' | 'retentionDays' | 'retentionMessages'
    >,
  ): Promise<AnswerOf<'room:edit'>> {
    return this.request('room:edit', { room, ...change });
  }

  /** `user`: an id or a username. Needs the right `invite`. */
  invite(room: RoomId, user: string): Promise<AnswerOf<'room:invite'>> {
    return this.request('room:invite', { room, user });
  }

  /** Ends somebody's membership. Needs the right `remove`, and a higher role than theirs. */
  remove(room: RoomId, user: string): Promise<AnswerOf<'room:remove'>> {
    return this.request('room:remove', { room, user });
  }

  /** Needs the right `roles`. Rejects with `forbidden` for who has no account, with `conflict` for the last owner. */
  setRole(room: RoomId, user: string, role: Role): Promise<AnswerOf<'room:role'>> {
    return this.request('room:role', { room, user, role });
  }

  /** Until a time (ms since the epoch); null lifts it. Needs the right `mute`, and a higher role than theirs. */
  mute(room: RoomId, user: string, until: number | null, reason?: string): Promise<AnswerOf<'room:mute'>> {
    return this.request('room:mute', { room, user, until, ...(reason === undefined ? {} : { reason }) });
  }

  /** Removes somebody and keeps them out, for good or until a time. Needs the right `ban`, and a higher role than theirs. */
  ban(
    room: RoomId,
    user: string,
    options: Pick<RequestOf<'room:ban'>, 'until' | 'reason'> = {},
  ): Promise<AnswerOf<'room:ban'>> {
    return this.request('room:ban', { room, user, ...options });
  }

  /** Needs the right `ban`. */
  unban(room: RoomId, user: string): Promise<AnswerOf<'room:unban'>> {
    return this.request('room:unban', { room, user });
  }

  /** A page of those who are kept out, the earliest first. Needs the right `ban`. */
  bans(room: RoomId, options: PageOptions = {}): Promise<AnswerOf<'room:bans'>> {
    return this.request('room:bans', { room, ...options });
  }

  /** For admins of the server: a page of all people, in no order; `next` is the next page's cursor. A page may be short, and yet not be the last. */
  allPeople(options: RequestOf<'admin:people'> = {}): Promise<AnswerOf<'admin:people'>> {
    return this.request('admin:people', options);
  }

  /** For admins of the server: what is given is done to this person. Rejects with `conflict` where the last owner would be one no longer. */
  changePerson(user: string, change: Omit<RequestOf<'admin:person'>, 'user'>): Promise<AnswerOf<'admin:person'>> {
    return this.request('admin:person', { user, ...change });
  }

  /**
   * A page of acts of power, the newest first: in a room for its moderators and owners, without one for admins of the server. `next` is the next page's
   * cursor; a page may have fewer records than were wanted and yet not be the last.
   */
  acts(options: RequestOf<'audit:list'> = {}): Promise<AnswerOf<'audit:list'>> {
    return this.request('audit:list', options);
  }

  /** Ends the room for everybody. Needs the right `delete_room`. */
  deleteRoom(room: RoomId): Promise<AnswerOf<'room:delete'>> {
    return this.request('room:delete', { room });
  }

  /** Public rooms and one's own; `next` is the next page's cursor. */
  listRooms(options: PageOptions & { readonly query?: string | undefined } = {}): Promise<AnswerOf<'rooms:list'>> {
    return this.request('rooms:list', options);
  }

  /** A page of a room's members; `next` is the next page's cursor. */
  members(room: RoomId | GroupId, options: PageOptions = {}): Promise<AnswerOf<'room:members'>> {
    return this.request('room:members', { room, ...options });
  }

  /** Whom the user may know, best match first: by name, username or pinyin; where the server has `findEverybody`, up to 20 others besides. `next` is the next page's cursor. */
  findPeople(options: PageOptions & { readonly query?: string | undefined } = {}): Promise<AnswerOf<'people:look'>> {
    return this.request('people:look', options);
  }

  /** Changes the user's own profile, wherever she is shown. Resolves when it is kept. Throws `ClientError`. */
  async setProfile(profile: RequestOf<'profile:set'>): Promise<User> {
    return (await this.request('profile:set', profile)).user;
  }

  /**
   * Sets the user's own picture, of at most `limits.pictureBytes`, for everybody on the server, or with null takes it away; what was shown before is deleted. Square pictures of some 256 px do.
   * Rejects with `ClientError`: `bad_request` where the server can show no such picture, `too_large`, and what `upload` rejects with.
   */
  async setAvatar(picture: Blob | null): Promise<User> {
    return this.setProfile({ avatar: picture && (await this.upload(picture)).id });
  }

  /** The same for a room, for whoever may know of it; `forbidden` without the right `edit_room`. */
  async setRoomPicture(room: RoomId, picture: Blob | null): Promise<AnswerOf<'room:edit'>> {
    return this.editRoom(room, { picture: picture && (await this.upload(picture)).id });
  }

  /** The user's own settings, and whom she has blocked, the same on all her devices; null until they are known. */
  get settings(): Observable<Settings | null> {
    return this.#engine.settings.view;
  }

  /** Changes what is given. Resolves when it is kept. Throws `ClientError`. */
  async setSettings(change: SettingsChange): Promise<Settings> {
    const { settings } = await this.request('settings:set', change);
    this.#engine.settings.learn(settings);
    return settings;
  }

  /**
   * Blocks somebody, by id or username, or lifts that. What a blocked person writes to the user is refused as if nobody were there; what she writes elsewhere is for the program to
   * fold away (`settings.blocked`). Rejects with `too_large` where too many are blocked.
   */
  block(user: string, on: boolean): Promise<AnswerOf<'user:block'>> {
    return this.request('user:block', { user, on });
  }

  /** Shows a message, which the user can read, to those who moderate. Rejects with `rate_limited` where too many of hers wait. */
  report(conversation: ConversationId, seq: number, reason: string): Promise<AnswerOf<'report:create'>> {
    return this.request('report:create', { conversation, seq, reason });
  }

  /** A page of the reports that nobody has closed, the earliest first: of one conversation, or (for admins) of the server. `on('reports')` tells when they change. */
  reports(
    options: PageOptions & { readonly conversation?: ConversationId | undefined } = {},
  ): Promise<AnswerOf<'reports:list'>> {
    return this.request('reports:list', options);
  }

  /** Takes a report off the list. `action`: what was done about it. Rejects with `not_found` where somebody else has. */
  closeReport(id: string, action: string): Promise<AnswerOf<'report:close'>> {
    return this.request('report:close', { id, action });
  }

  /** Reads what holds for the whole server, after changing what is given. For its admins: rejects with `forbidden` otherwise. */
  async setServer(change: RequestOf<'admin:settings'> = {}): Promise<AdminSettings> {
    const { settings } = await this.request('admin:settings', change);
    this.#engine.server.set(settings);
    // What a session may upload it is told when it connects: whoever has just raised it need not wait for that.
    const { fileBytes, guestFileBytes, dayFileBytes, guestDayFileBytes } = settings;
    const told = { fileBytes, guestFileBytes, dayFileBytes, guestDayFileBytes };
    this.#engine.limits.set({ ...this.limits.get(), ...told });
    return settings;
  }

  /** For admins of the server: how it is, how it was in the last hour or day (`since`: after that time alone, ms), and how much is left. */
  ops(asked: RequestOf<'admin:ops'> = {}): Promise<AnswerOf<'admin:ops'>> {
    return this.request('admin:ops', asked);
  }

  /** For admins of the server: how much it keeps, and what that takes. What it cannot count cheaply is null. */
  async storage(): Promise<StoreUse> {
    return (await this.request('admin:storage', {})).storage;
  }

  /** Asks for the presence of these people until the returned function is called. Of more than 500 in all, the latest are watched. */
  watchPresence(users: readonly UserId[]): () => void {
    return this.#engine.presence.watch(users);
  }
}

export const createClient = (options: ClientOptions = {}): Client => new Client(options);
