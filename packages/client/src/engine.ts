import { limits } from '@rookery/protocol';
import type {
  AnswerOf,
  Change,
  ClientEventName,
  ClientId,
  ConversationId,
  Entry,
  Limits,
  Message,
  PayloadOf,
  PlaceId,
  RequestOf,
  ServerEventName,
  ServerSettings,
  ThreadId,
  User,
  UserId,
} from '@rookery/protocol';
import { Account } from './account.ts';
import type { ClientError } from './client-error.ts';
import { ClientListeners } from './client-events.ts';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { ClientConnection } from './connection.ts';
import type { CopyParts, DeviceCopy } from './copy/device-copy.ts';
import { OpenedCopy } from './copy/opened-copy.ts';
import { Feeds } from './feed/feeds.ts';
import type { LogEvent } from './feed/feed.ts';
import type { UploadStorage } from './files/upload-storage.ts';
import { ClientFiles } from './files/client-files.ts';
import { Inbox } from './inbox/inbox.ts';
import { Observed } from './observable.ts';
import { memoryOutbox } from './outbox/outbox-storage.ts';
import type { OutboxEntry, OutboxStorage } from './outbox/outbox-storage.ts';
import type { Sent } from './outbox/outbox-item.ts';
import { Outbox } from './outbox/outbox.ts';
import { Pause, pauseMs } from './pause.ts';
import { OwnSettings } from './own-settings.ts';
import { peopleInAnswer, peopleInEvent } from './people/people-in.ts';
import { People } from './people/people.ts';
import { Renewal } from './people/renewal.ts';
import { PresenceWatch } from './presence.ts';
import { DeviceSession } from './session/device-session.ts';
import { memorySession } from './session/session-storage.ts';
import type { SessionStorage } from './session/session-storage.ts';
import { Session } from './session/session.ts';
import type { OpenThreads } from './threads.ts';
import { Timelines } from './timeline/timelines.ts';
import { socketIoTransport } from './transport/socket-io.ts';
import type { Transport } from './transport/transport.ts';
import { TypingBoard } from './typing.ts';
import { UlidSource } from './ulid.ts';
import { whenBack } from './when-back.ts';

export type ClientOptions = {
  /** `http://localhost:8080`, or `https://intranet.example/chat` for a server under a base path; left out in a page of a server without one. */
  readonly url?: string | undefined;
  readonly session?: SessionStorage | undefined;
  readonly outbox?: OutboxStorage | undefined;
  /** Where files on their way are kept, with their bytes; asked for when there is one. Left out: they last as long as the program. */
  readonly uploads?: (() => Promise<UploadStorage>) | undefined;
  /** Where what was read is kept, to be shown at the next start before the server answers, or without it. Left out: nowhere. */
  readonly copy?: ((parts: CopyParts) => Promise<DeviceCopy>) | undefined;
  readonly transport?: Transport | undefined;
  readonly clock?: Clock | undefined;
  /** Asks over HTTP, for accounts; left out: the platform's. */
  readonly fetch?: typeof fetch | undefined;
  /** For the server's own pages: the session is in the browser's cookie, and `session` keeps no token; one that it has kept goes into the cookie. */
  readonly cookie?: boolean | undefined;
  /** Numbers from 0 to 1, for jitter. */
  readonly random?: (() => number) | undefined;
  /** Fills with random bytes, for ids. */
  readonly randomBytes?: ((bytes: Uint8Array) => void) | undefined;
};

const logStart = { seq: 0, id: null, rev: 0, change: null } as const;

/** Of a conversation that has just come: nothing was said in it that the user could have heard before. What is older than her joining a room is no news to her. */
const isAllNews = ({ kind, read, head }: Entry): boolean =>
  head.first === 1 && (kind === 'direct' || ((kind === 'group' || kind === 'thread') && read === 0));

/** The parts of a client, and how they are connected. `Client` is what programs see of it. */
export class Engine {
  readonly listeners = new ClientListeners();
  readonly clock: Clock;
  readonly ids: UlidSource;
  readonly connection: ClientConnection;
  readonly account: Account;
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  readonly people = new People((changed) => this.#peopleChanged(changed));
  readonly presence: PresenceWatch;
  readonly typing: TypingBoard;
  readonly settings: OwnSettings;
  readonly timelines: Timelines;
  /** Loaded when one is opened. */
  #threads: OpenThreads | undefined;
  readonly #copy: OpenedCopy | undefined;
  readonly session: Session;
  readonly server = new Observed<ServerSettings | undefined>(undefined);
  readonly pushKey = new Observed<string | undefined>(undefined);
  readonly limits = new Observed<Readonly<Partial<Limits>>>(limits);
  readonly #random: () => number;
  readonly keepsCookie: boolean;
  readonly files: ClientFiles;
  readonly #feeds: Feeds;
  readonly #renewal: Renewal;
  readonly #stopListening: () => void;

  constructor(options: ClientOptions) {
    this.clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.ids = new UlidSource(
      () => this.clock.now(),
      options.randomBytes ?? ((bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>)),
    );
    const storage = options.session ?? memorySession();
    this.keepsCookie = options.cookie ?? false;
    const { keepsCookie, clock } = this;
    const kept = new DeviceSession({ storage, keepsCookie, clock, account: () => this.account });
    this.connection = new ClientConnection(
      options.transport ?? socketIoTransport({ url: options.url }),
      this.clock,
      this.#random,
      () => kept.load()?.token ?? null,
      {
        hello: (hello) => this.#greeted(hello),
        event: (name, payload) => this.#receive(name, payload),
        unauthorized: (token) => this.session.refused(token),
      },
    );
    this.session = new Session({
      ...{ kept, keepsCookie, connection: this.connection },
      account: () => this.account,
      asNow: (user) => this.people.inUser(user),
      learn: (user) => this.people.learn([user]),
      joined: (user) => this.#joined(user),
      forget: () => this.#forget(),
    });
    const { url } = options;
    const ask = options.fetch ?? ((...request) => fetch(...request));
    this.account = new Account({
      url,
      fetch: ask,
      token: () => kept.bearer(),
      take: (token, user) => this.session.take(token, user),
      settled: () => kept.settled(),
    });
    const common = { clock: this.clock, random: this.#random, isOnline: () => this.connection.isOnline };
    const isReady = () => this.connection.isOnline && this.session.isJoined();
    const newId = () => this.ids.next();
    this.files = new ClientFiles(
      {
        ...{ clock, url, fetch: ask, isReady, newId },
        bearer: () => kept.bearer(),
        userId: () => this.session.userId(),
        mostBytes: () => this.limits.get()[this.session.user()?.guest ? 'guestFileBytes' : 'fileBytes'] ?? Infinity,
        describe: async ({ id }, alt) => (await this.request('files:describe', { id, alt })).file,
        complete: (clientId, files) => this.outbox.uploaded(clientId, files),
        emptied: (clientId) => void this.outbox.discard(clientId),
      },
      options.uploads,
    );
    this.outbox = new Outbox(options.outbox ?? memoryOutbox(), {
      ...common,
      isReady,
      send: (entry) => this.#sendEntry(entry),
      newId,
      seen: (clientId) => this.ids.startAfter(clientId),
      isShown: (conversation) => this.timelines.known(conversation)?.isWanted === true,
      changed: (conversation) => this.timelines.known(conversation)?.outboxChanged(),
      awaitsUploads: (ids, clientId) => void this.files.within((uploads) => uploads.assign(ids, clientId)),
      renewUploads: async (ids) => (await this.files.within((uploads) => uploads.renew(ids))) ?? false,
      releaseUploads: (ids, isSent) => this.files.within((uploads) => uploads.release(ids, isSent)),
    });
    this.inbox = new Inbox({
      ...common,
      list: (cursor) => this.request('inbox:list', cursor === undefined ? {} : { cursor }),
      sync: () => this.#feeds.syncInbox(),
      reader: () => this.session.userId(),
      asNow: (entry) => this.people.inEntry(entry),
      has: (entry, isNews) => {
        const { conversation, head, invited } = entry;
        // Who is only invited does not read yet.
        if (invited) return;
        this.#feeds.follow(conversation, isNews && isAllNews(entry) ? { ...logStart, epoch: head.epoch } : head);
        this.timelines.known(conversation)?.came();
        this.#threads?.parentThere(conversation);
      },
      wasOutside: (conversation) => {
        this.#feeds.lagging(conversation);
        this.#threads?.wasOutside(conversation);
      },
      begunElsewhere: (conversation) => this.timelines.known(conversation)?.reset(),
      lost: (conversation) => {
        this.#threads?.parentLost(conversation);
        this.#copy?.forget(conversation);
        // Somebody looks at it, though the reader does not follow it any more.
        if (this.#threads?.isHeard(conversation)) return;
        this.#feeds.drop(conversation);
        this.timelines.known(conversation)?.gone();
      },
    });
    this.#feeds = new Feeds({
      ...common,
      sync: (request) => this.request('sync', request),
      wantsAll: () => this.listeners.has('message') || this.listeners.has('change'),
      deliver: (conversation, event, isRepeated) => this.#deliver(conversation, event, isRepeated),
      begins: (conversation, first) => {
        this.inbox.trimmed(conversation, first);
        this.timelines.known(conversation)?.begins(first);
      },
      skipped: (conversation) => {
        this.timelines.known(conversation)?.skipped();
        void this.inbox.load();
        this.listeners.emit('skipped', { conversation });
      },
      reset: (conversation, head) => {
        this.outbox.forgetSent(conversation);
        this.timelines.known(conversation)?.reset();
        this.inbox.begunAnew(conversation);
        this.listeners.emit('reset', { conversation, head });
      },
      threads: (conversation, threads) => this.timelines.known(conversation)?.threadsChanged(threads),
      counted: (counts) => this.inbox.receive(counts),
      lost: (conversation) => {
        this.timelines.known(conversation)?.gone();
        this.#threads?.lost(conversation);
        void this.inbox.load();
      },
      inboxRev: () => this.inbox.rev,
      inboxMissed: (missed) => this.inbox.applyMissed(missed),
    });
    this.timelines = new Timelines((conversation) => ({
      conversation,
      reader: () => this.session.user(),
      history: async (range) => {
        const answer = await this.request('history:fetch', { conversation, ...range });
        if (answer.mark !== undefined) this.#feeds.marked(conversation, answer.mark);
        return answer;
      },
      headSeq: () => this.#feeds.headSeq(conversation),
      follow: ({ head, mark }) => {
        this.#feeds.follow(conversation, head);
        // It may be followed only from now on: on a new connection its threads are asked for as well.
        if (mark !== undefined) this.#feeds.marked(conversation, mark);
      },
      pending: () => this.outbox.of(conversation),
      copy: this.#copy?.logOf.bind(this.#copy, conversation),
      continueFrom: (at, mark) => this.#feeds.rewind(conversation, at, mark),
      asNow: (message) => this.people.inMessage(message),
      confirmed: (clientId) => this.outbox.confirmed(clientId as ClientId),
      untilRetry: (failures, error) => this.#untilRetry(failures, error),
    }));
    this.#renewal = new Renewal({ ...common, look: (users) => this.request('people:look', { users: [...users] }) });
    this.presence = new PresenceWatch({
      ...common,
      ask: async (users) => (await this.request('presence:watch', { users: [...users] })).states,
    });
    this.typing = new TypingBoard(this.clock, (conversation, on) => {
      this.request('typing:set', { conversation, on }).catch(() => undefined);
    });
    this.settings = new OwnSettings({
      read: () => this.request('settings:get', {}),
      isJoined: isReady,
      untilRetry: (failures, error) => this.#untilRetry(failures, error),
    });
    const stops = [whenBack(() => this.connection.tryNow()), storage.watch?.(() => this.session.changedElsewhere())];
    this.#stopListening = () => {
      for (const stop of stops) stop?.();
    };
    const { inbox, people, settings, timelines, server } = this;
    const parts = {
      clock,
      inbox,
      people,
      settings,
      timelines,
      server,
      feeds: this.#feeds,
      userId: () => this.session.userId(),
    };
    const before = this.session.userId();
    this.#copy =
      options.copy &&
      new OpenedCopy({
        clock,
        copy: options.copy(parts),
        user: before,
        isConnecting: () => this.connection.state.get().state.endsWith('ing'),
      });
    // What an earlier run left unsent is shown before there is a connection.
    if (before !== null) void this.outbox.start(before);
  }

  /** Throws `ClientError`. */
  async request<Name extends ClientEventName>(name: Name, payload: RequestOf<Name> | object): Promise<AnswerOf<Name>> {
    const answer = await this.connection.request(name, payload);
    this.people.learn(peopleInAnswer(name, answer));
    return answer;
  }

  async untilShown(conversation: ConversationId): Promise<void> {
    await this.#copy?.untilShown(conversation);
    if (this.inbox.has(conversation)) await this.timelines.of(conversation).takeUpCopy();
  }

  close(): void {
    this.#stopListening();
    this.connection.close();
    this.outbox.close();
    this.inbox.close();
    this.files.whereOpen((uploads) => uploads.close());
    this.presence.clear();
    this.#renewal.stop();
    this.typing.close();
    this.#feeds.clear();
    this.#copy?.close();
  }

  // ---- the session ----

  /** The session is over, by the person's own will, whether the server knows it or not. What was not sent goes with it. */
  async end(isKnown: boolean): Promise<void> {
    const discarded = this.outbox.discardAll();
    const erased = this.files.within((uploads) => uploads.erase());
    this.session.end(isKnown);
    await Promise.all([discarded, erased, this.#copy?.erase()]);
  }

  #greeted({ user, server, push, limits: told }: PayloadOf<'server:hello'>): void {
    this.server.set(server);
    this.pushKey.set(push);
    this.limits.set({ ...limits, ...told });
    this.session.greeted(user);
  }

  /** Signed in on a fresh connection: what waits goes out, what was missed is read. */
  async #joined(user: User): Promise<void> {
    this.#renewal.resume(this.#shownPeople());
    void this.outbox.start(user.id);
    this.files.whereOpen((uploads) => uploads.start(user.id));
    this.presence.resume();
    this.settings.resume();
    this.#threads?.resume();
    // Else the list would be read that a copy may have, and replace it.
    if (this.#copy) await this.#copy.end();
    if (!this.connection.isOnline || this.session.userId() !== user.id) return;
    this.#feeds.resume();
    this.timelines.resume();
    await this.inbox.resume();
    await this.#feeds.caughtUp();
    // `sync` may have said that the list is to be read again.
    await this.inbox.resume();
    await this.#feeds.caughtUp();
    if (!this.connection.isOnline || this.session.userId() !== user.id) return;
    this.connection.proved();
    this.#copy?.caughtUp();
    this.listeners.emit('resumed', undefined);
  }

  #forget(): void {
    void this.#copy?.erase();
    this.outbox.stop();
    this.files.whereOpen((uploads) => this.session.userId() === null && uploads.stop());
    this.#feeds.clear();
    this.#threads?.clear();
    this.inbox.clear();
    this.presence.clear();
    this.settings.clear();
    this.timelines.clear();
    this.#renewal.stop();
    this.people.clear();
  }

  // ---- what the server sends ----

  #receive<Name extends ServerEventName>(name: Name, payload: PayloadOf<Name>): void {
    this.people.learn(peopleInEvent(name, payload));
    switch (name as ServerEventName) {
      case 'message:receive': {
        const message = this.people.inMessage(payload as Message);
        this.#feeds.receive(message.conversation, { kind: 'message', message });
        return;
      }
      case 'message:update': {
        const change = payload as Change;
        this.#feeds.receive(change.conversation, { kind: 'change', change });
        return;
      }
      case 'inbox:update':
        this.inbox.step(payload as PayloadOf<'inbox:update'>);
        return;
      case 'room:update':
        this.inbox.receive(payload as PayloadOf<'room:update'>);
        this.listeners.emit('room', payload as PayloadOf<'room:update'>);
        return;
      case 'room:rights':
        this.inbox.rightsChanged(payload as PayloadOf<'room:rights'>);
        return;
      case 'conversation:reset': {
        const { conversation, head } = payload as PayloadOf<'conversation:reset'>;
        this.#feeds.reset(conversation, head);
        return;
      }
      case 'conversation:trimmed': {
        const { conversation, first } = payload as PayloadOf<'conversation:trimmed'>;
        this.inbox.trimmed(conversation, first);
        this.timelines.known(conversation)?.trimmed(first);
        return;
      }
      case 'feed:lagging':
        this.#feeds.lagging((payload as PayloadOf<'feed:lagging'>).conversation);
        return;
      case 'thread:update': {
        const { conversation, mark, threads } = payload as PayloadOf<'thread:update'>;
        this.#feeds.told(conversation, mark);
        this.timelines.known(conversation)?.threadsChanged(threads);
        return;
      }
      case 'typing:update': {
        const typing = payload as PayloadOf<'typing:update'>;
        this.typing.update({ ...typing, users: typing.users.map((user) => this.people.inUser(user)) });
        return;
      }
      case 'presence:update':
        this.presence.update((payload as PayloadOf<'presence:update'>).changes);
        return;
      case 'settings:update':
        this.settings.learn((payload as PayloadOf<'settings:update'>).settings);
        return;
      // Programs hear of these under the first word.
      case 'saved:update':
      case 'draft:update':
      case 'later:update':
      case 'receipts:update':
      case 'reports:update':
        this.listeners.emit(name.split(':')[0] as 'saved', payload as PayloadOf<'saved:update'>);
        return;
      // What it tells was learned above.
      case 'people:update':
      case 'server:hello':
      case 'server:drain':
      case 'error:report':
      case 'users:update':
      case 'rooms:update':
    }
  }

  // ---- people ----

  #peopleChanged(changed: ReadonlySet<UserId>): void {
    this.inbox.peopleChanged();
    this.timelines.peopleChanged();
    const id = this.session.userId();
    if (id !== null && changed.has(id)) this.session.refresh();
  }

  /** Whoever is on the screens, or could come back to them without being read again. */
  #shownPeople(): Set<UserId> {
    const shown = this.timelines.authors();
    const { entries, threads } = this.inbox.view.get();
    for (const { user, last, root } of [...entries, ...threads]) {
      if (user) shown.add(user.id);
      if (root) shown.add(root.user.id);
      if (last) shown.add(last.user.id);
    }
    for (const id of this.people.watched) shown.add(id);
    return shown;
  }

  /** The one place where a conversation's next step reaches all who show it. */
  #deliver(conversation: ConversationId, event: LogEvent, isRepeated: boolean): void {
    this.inbox.receive(event);
    const timeline = this.timelines.known(conversation);
    timeline?.receive(event);
    const isNews = !isRepeated && this.#copy?.isCatchingUp !== true;
    if (isNews) this.listeners.emit('step', event);
    if (event.kind === 'change') {
      if (isNews) this.listeners.emit('change', event.change);
      return;
    }
    const { clientId, user } = event.message;
    if (clientId !== undefined && user.id === this.session.userId() && !timeline?.isWanted)
      this.outbox.confirmed(clientId);
    if (isNews) this.listeners.emit('message', event.message);
  }

  // ---- threads ----

  async openThread(conversation: PlaceId, seq: number): Promise<AnswerOf<'thread:open'>> {
    // Loaded when somebody opens one.
    const { OpenThreads } = await import('./threads.ts');
    this.#threads ??= new OpenThreads({
      isOnline: () => this.connection.isOnline,
      request: (name, payload) => this.request(name, payload),
      untilRetry: (failures, error) => this.#untilRetry(failures, error),
      feeds: this.#feeds,
      inbox: this.inbox,
      timelines: this.timelines,
    });
    return this.#threads.open(conversation, seq);
  }

  closeThread(thread: ThreadId): void {
    this.#threads?.close(thread);
  }

  // ---- insides ----

  #sendEntry({
    conversation,
    to,
    content,
    files,
    clientId,
    replyTo,
    alsoInParent,
    silent,
  }: OutboxEntry): Promise<Sent> {
    const message = {
      ...{ content, clientId },
      ...(files === undefined ? {} : { files: files.map(({ id }) => id) }),
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(alsoInParent ? { alsoInParent } : {}),
      ...(silent ? { silent } : {}),
    };
    return conversation === null
      ? this.request('message:private', { to, ...message })
      : this.request('message:room', { conversation, ...message });
  }

  /** After a pause, or with the next connection. */
  async #untilRetry(failures: number, error: ClientError): Promise<void> {
    const pause = new Pause(this.clock);
    const unsubscribe = this.connection.state.subscribe(() => pause.end());
    try {
      if (this.connection.isOnline) await pause.wait(pauseMs(failures, error, this.#random));
    } finally {
      unsubscribe();
    }
    await this.connection.untilOnline();
  }
}
