import type { ConversationId, Message, ServerSettings, Settings, UserId } from '@rookery/protocol';
import type { Clock } from '../clock.ts';
import type { Feeds } from '../feed/feeds.ts';
import type { Inbox, InboxView } from '../inbox/inbox.ts';
import type { Observed } from '../observable.ts';
import type { OwnSettings } from '../own-settings.ts';
import { authorOf } from '../people/people.ts';
import type { People, Person } from '../people/people.ts';
import { peopleInAnswer } from '../people/people-in.ts';
import type { Timelines } from '../timeline/timelines.ts';
import type { CopyStorage, LogCopy, Overview } from './copy-storage.ts';

/** Between two looks at what has changed, ms: what is kept is at most so much behind while the page lives. */
const everyMs = 4_000;
/** Of one conversation. */
const keptMessages = 500;
const keptChars = 1_500_000;
/** What a message has beside its text, about. */
const besidesChars = 500;
/** Those heard of last. */
const keptPeople = 1_000;
/** A storage that refuses so often in a row is asked no more. */
const mostFailures = 3;

export type CopyParts = {
  readonly clock: Clock;
  userId(): UserId | null;
  readonly inbox: Inbox;
  readonly people: People;
  readonly feeds: Feeds;
  readonly timelines: Timelines;
  readonly settings: OwnSettings;
  readonly server: Observed<ServerSettings | undefined>;
};

/**
 * Keeps a copy of what the user has read, and takes it up at the next start, as a client that slept: what is shown of it is caught up by `sync` from
 * where the copy ends, or dropped where the log does not continue it. Whatever fails here is as if there were no copy. [CLI-60]
 */
export class DeviceCopy {
  readonly #parts: CopyParts;
  readonly #storage: CopyStorage;
  /** What was saved last of each, to be compared. */
  readonly #savedLogs = new Map<ConversationId, readonly Message[]>();
  #savedView: InboxView | undefined;
  #savedSettings: Settings | null | undefined;
  /** One after the other: what is erased is not written again by a save that began before. */
  #work: Promise<unknown> = Promise.resolve();
  #failures = 0;
  /** Read beside the overview, while nothing has been saved or erased yet. */
  #ahead: { readonly conversation: ConversationId; readonly log: Promise<LogCopy | null> } | undefined;
  #cancel: (() => void) | undefined;
  readonly #onHide = (): void => {
    if (document.visibilityState === 'hidden') this.#saveNow();
  };

  constructor(storage: CopyStorage, parts: CopyParts) {
    this.#storage = storage;
    this.#parts = parts;
    if (typeof document !== 'undefined') document.addEventListener('visibilitychange', this.#onHide);
    this.#look();
  }

  close(): void {
    this.#cancel?.();
    if (typeof document !== 'undefined') document.removeEventListener('visibilitychange', this.#onHide);
  }

  /** Shows what an earlier run has kept of the user, unless `isLate` by the time it is read. Whether it does. */
  async takeUp(user: UserId, isLate: () => boolean): Promise<boolean> {
    const overview = await this.#do(() => this.#storage.load(user));
    const { people, inbox, settings, server } = this.#parts;
    if (!overview || isLate() || this.#parts.userId() !== user || inbox.rev !== null) return false;
    people.learn(overview.people);
    people.learn(peopleInAnswer('inbox:list', { entries: [...overview.entries], rev: overview.rev, next: null }));
    if (overview.settings && settings.view.get() === null) settings.learn(overview.settings);
    if (server.get() === undefined) server.set(overview.server);
    inbox.takeUp(overview.entries, overview.rev);
    this.#savedView = inbox.view.get();
    return true;
  }

  /** Begins to read the log that will be asked for first: a start waits for one answer of the storage, not for two. */
  readAhead(conversation: ConversationId): void {
    const user = this.#parts.userId();
    if (user === null || this.#parts.inbox.rev !== null) return;
    const log = this.#storage.log(user, conversation);
    log.catch(() => undefined);
    this.#ahead = { conversation, log };
  }

  /** The copy of a conversation that the user belongs to; null where there is none. */
  async logOf(conversation: ConversationId): Promise<LogCopy | null> {
    const user = this.#parts.userId();
    if (user === null || !this.#parts.inbox.has(conversation)) return null;
    const ahead = this.#ahead?.conversation === conversation ? this.#ahead.log : undefined;
    this.#ahead = undefined;
    const copy = await this.#do(() => ahead ?? this.#storage.log(user, conversation));
    if (!copy || !isWhole(copy) || this.#parts.userId() !== user) return null;
    this.#parts.people.learn(copy.messages.map(authorOf));
    return copy;
  }

  /** What the user may not read any more. */
  forget(conversation: ConversationId): void {
    this.#ahead = undefined;
    this.#savedLogs.delete(conversation);
    void this.#do(() => this.#storage.forget([conversation]));
  }

  async erase(): Promise<void> {
    this.#ahead = undefined;
    this.#savedLogs.clear();
    this.#savedView = undefined;
    await this.#do(() => this.#storage.erase());
  }

  #look(): void {
    this.#cancel = this.#parts.clock.after(everyMs, () => {
      this.#saveNow();
      this.#look();
    });
  }

  #saveNow(): void {
    const { inbox, people, settings, server, timelines } = this.#parts;
    const user = this.#parts.userId();
    const [view, { rev }] = [inbox.view.get(), inbox];
    if (user === null || rev === null || !inbox.isSettled || this.#failures >= mostFailures) return;
    const logs: LogCopy[] = [];
    for (const [conversation, timeline] of timelines.all)
      if (inbox.has(conversation) && timeline.messages !== this.#savedLogs.get(conversation)) {
        const copy = this.#copyOf(conversation);
        if (!copy) continue;
        logs.push(copy);
        this.#savedLogs.set(conversation, timeline.messages);
      }
    const wishes = settings.view.get();
    if (logs.length === 0 && view === this.#savedView && wishes === this.#savedSettings) return;
    const overview: Overview = {
      ...{ rev, entries: [...view.entries, ...view.threads], people: latest(people), settings: wishes },
      server: server.get(),
    };
    this.#ahead = undefined;
    this.#savedView = view;
    this.#savedSettings = wishes;
    void this.#do(async () => {
      // Signed out while this waited.
      if (this.#parts.userId() !== user) return;
      await this.#storage.save(user, overview, logs);
    });
  }

  /** Null while it would not be a copy of one moment, or ends before the log does. */
  #copyOf(conversation: ConversationId): LogCopy | null {
    const { feeds, timelines } = this.#parts;
    const timeline = timelines.known(conversation);
    const place = feeds.placeOf(conversation);
    if (!timeline || !place || !timeline.isWholeAtHead) return null;
    const messages = newest(timeline.messages);
    return { conversation, at: { ...place.position, first: timeline.first }, mark: place.mark, messages };
  }

  /** After what was asked before. Undefined where the storage refuses. */
  #do<Answer>(act: () => Promise<Answer>): Promise<Answer | undefined> {
    const done = this.#work.then(act).then(
      (answer) => {
        this.#failures = 0;
        return answer;
      },
      () => {
        this.#failures += 1;
        return undefined;
      },
    );
    this.#work = done;
    return done;
  }
}

const newest = (messages: readonly Message[]): readonly Message[] => {
  let chars = 0;
  const last = messages.slice(-keptMessages);
  const from = last.findLastIndex(({ content = '' }) => (chars += content.length + besidesChars) > keptChars);
  return last.slice(from + 1);
};

const latest = (people: People): readonly Person[] => [...people.all.get().values()].slice(-keptPeople);

/** Without a hole, and up to where it says. */
const isWhole = ({ at, messages }: LogCopy): boolean =>
  (messages.at(-1)?.seq ?? 0) >= at.seq &&
  messages.every(({ seq }, index) => index === 0 || seq === (messages[index - 1]?.seq ?? 0) + 1);
