import { limits } from '@rookery/protocol';
import type { ClientId, ConversationId, File, UserId } from '@rookery/protocol';
import { asClientError } from '../client-error.ts';
import type { ClientError } from '../client-error.ts';
import type { Clock } from '../clock.ts';
import { Observed } from '../observable.ts';
import type { Observable } from '../observable.ts';
import { Pause, pauseMs } from '../pause.ts';
import type { OutboxItem, OutboxState, Sent } from './outbox-item.ts';
import type { OutboxEntry, OutboxStorage } from './outbox-storage.ts';

/** How often entries of tabs that are gone are looked for. */
const takeOverMs = 5_000;
/** After so many `internal` answers a message counts as failed: the person decides whether to try again. */
const internalLimit = 5;
/** Ids of finished entries that are remembered, so that a reading of the storage that began earlier does not bring them back. */
const doneLimit = 1_000;

type OutboxPorts = {
  readonly clock: Clock;
  random(): number;
  /** Whether a message can be sent now. */
  isReady(): boolean;
  send(entry: OutboxEntry): Promise<Sent>;
  newId(): ClientId;
  /** Ids from now on are greater. */
  seen(clientId: ClientId): void;
  /** Whether somebody looks at the conversation, so that what is sent stays until the log's own message takes its place. */
  isShown(conversation: ConversationId): boolean;
  /** Something about a conversation's entries changed. */
  changed(conversation: ConversationId): void;
  /** A message waits for its files. */
  awaitsUploads(ids: readonly string[], clientId: ClientId): void;
  /** The server has lost files of a message: whether they go up once more. */
  renewUploads(ids: readonly string[]): Promise<boolean>;
  /** The message has been sent, or was given up: its uploads are no longer needed. */
  releaseUploads(ids: readonly string[], isSent: boolean): Promise<void>;
};

/** Entries that go out one after the other. */
type Lane = { isRunning: boolean; readonly pause: Pause };

/**
 * Messages on their way. Each is stored before it is sent, sent in order within its conversation, and repeated under the same
 * `clientId` until the server has said yes or no. One whose files are still going up takes its place when they are there. [CLI-1, CLI-4, FILE-17]
 */
export class Outbox {
  readonly #storage: OutboxStorage;
  readonly #ports: OutboxPorts;
  readonly #items = new Map<ClientId, OutboxItem>();
  readonly #unstored = new Set<ClientId>();
  readonly #done = new Set<ClientId>();
  readonly #lanes = new Map<string, Lane>();
  readonly #waiting = new Observed(0);
  readonly #all = new Observed<readonly OutboxItem[]>([]);
  readonly #outcomes = new Map<ClientId, { resolve(sent: Sent): void; reject(error: Error): void }>();
  #author: UserId | null = null;
  /** Whether the storage was read. Nothing goes out before: what an earlier page left goes first. */
  #isLoaded = false;
  #cancelTakeOver: (() => void) | null = null;

  constructor(storage: OutboxStorage, ports: OutboxPorts) {
    this.#storage = storage;
    this.#ports = ports;
  }

  /** How many are not sent yet, in all conversations. */
  get waiting(): Observable<number> {
    return this.#waiting;
  }

  /** All of them, oldest first. */
  get all(): Observable<readonly OutboxItem[]> {
    return this.#all;
  }

  of(conversation: ConversationId): readonly OutboxItem[] {
    return this.#all.get().filter(({ entry }) => entry.conversation === conversation);
  }

  /** Reads what an earlier page left behind, now and, should another tab die, later. Called again, it goes on at once. */
  async start(author: UserId): Promise<void> {
    if (this.#author === author) {
      for (const { pause } of this.#lanes.values()) pause.end();
      this.pump();
      return;
    }
    this.stop();
    this.#author = author;
    await this.#load(author);
  }

  async #load(author: UserId): Promise<void> {
    const entries = await this.#storage.load(author).catch(() => []);
    if (this.#author !== author) return;
    const touched = new Set<ConversationId | null>();
    for (const entry of entries) {
      this.#ports.seen(entry.clientId);
      if (this.#items.has(entry.clientId) || this.#done.has(entry.clientId)) continue;
      const status = stateOf(entry);
      this.#items.set(entry.clientId, { entry, status: this.#isExpired(entry) ? { state: 'expired' } : status });
      touched.add(entry.conversation);
    }
    this.#isLoaded = true;
    this.#cancelTakeOver?.();
    this.#cancelTakeOver = this.#ports.clock.after(takeOverMs, () => void this.#load(author));
    for (const conversation of touched) this.#changed(conversation);
    for (const { entry, status } of this.#items.values()) this.#await(entry, status);
    this.pump();
  }

  /** The person is not here any more. What is stored stays. */
  stop(): void {
    this.#cancelTakeOver?.();
    this.#cancelTakeOver = null;
    this.#author = null;
    this.#isLoaded = false;
    const touched = new Set([...this.#items.values()].map(({ entry }) => entry.conversation));
    this.#items.clear();
    for (const conversation of touched) this.#changed(conversation);
    for (const { reject } of this.#outcomes.values()) reject(new Error('The session is over.'));
    this.#outcomes.clear();
    for (const { pause } of this.#lanes.values()) pause.end();
  }

  close(): void {
    this.stop();
    this.#storage.close();
  }

  async add(entry: OutboxEntry): Promise<void> {
    this.#unstored.add(entry.clientId);
    const status = stateOf(entry);
    this.#set({ entry, status });
    this.#await(entry, status);
    // A storage that fails (full, forbidden) must not keep the message from going out.
    await this.#storage.put(entry).catch(() => undefined);
    this.#unstored.delete(entry.clientId);
    // Taken back while it was being stored.
    if (this.#done.has(entry.clientId)) void this.#storage.delete(entry.clientId).catch(() => undefined);
    else this.#await(entry, status);
    this.#pumpLane(laneOf(entry));
  }

  /** Its uploads lead to `uploaded` from now on. */
  #await({ uploads, clientId }: OutboxEntry, { state }: OutboxState): void {
    if (uploads && state === 'uploading') this.#ports.awaitsUploads(uploads, clientId);
  }

  /** As `add`; resolves with the server's yes, rejects with its no, which then also ends the entry. */
  addAndWait(entry: OutboxEntry): Promise<Sent> {
    return new Promise((resolve, reject) => {
      this.#outcomes.set(entry.clientId, { resolve, reject });
      void this.add(entry);
    });
  }

  /** All files of a message that waited for them are at the server. */
  uploaded(clientId: ClientId, files: readonly File[]): void {
    const item = this.#items.get(clientId);
    if (item?.status.state === 'uploading' && !this.#unstored.has(clientId)) void this.add({ ...item.entry, files });
  }

  /**
   * The log has it: by its own live message, or a page of history. What has no answer yet stays and is repeated until it has one: a
   * failover may still take back what was announced and not acknowledged.
   */
  confirmed(clientId: ClientId): void {
    const item = this.#items.get(clientId);
    if (item && item.status.state !== 'sending') void this.#finish(clientId, 'sent');
  }

  /** The log was rewritten: what was sent to the old one will not appear, so those entries end. */
  forgetSent(conversation: ConversationId): void {
    for (const { entry, status } of this.of(conversation))
      if (status.state === 'sent') void this.#finish(entry.clientId, 'sent');
  }

  async retry(clientId: ClientId): Promise<void> {
    const item = this.#items.get(clientId);
    if (item?.status.state !== 'failed' && item?.status.state !== 'expired') return;
    const { failure: _failure, ...entry } = item.entry;
    if (item.status.state === 'failed') return this.add(entry);
    // Older than the server remembers ids: it cannot tell whether it has this one. The person chose to send it, so it goes as a new one.
    void this.#finish(clientId, 'kept');
    const renewed = { ...entry, clientId: this.#ports.newId(), createdAt: this.#ports.clock.now() };
    // The files of so old a message are gone at the server.
    return this.add(entry.uploads ? { ...renewed, files: undefined } : renewed);
  }

  /** Resolves when it is gone for good. */
  async discard(clientId: ClientId): Promise<void> {
    if (this.#items.has(clientId)) await this.#finish(clientId);
  }

  async discardAll(): Promise<void> {
    await Promise.all([...this.#items.keys()].map((clientId) => this.discard(clientId)));
  }

  /** Sends whatever can be sent. */
  pump(): void {
    for (const lane of new Set([...this.#items.values()].map(({ entry }) => laneOf(entry)))) this.#pumpLane(lane);
  }

  #pumpLane(name: string): void {
    let lane = this.#lanes.get(name);
    if (!lane) this.#lanes.set(name, (lane = { isRunning: false, pause: new Pause(this.#ports.clock) }));
    if (lane.isRunning) return;
    lane.isRunning = true;
    void this.#run(name, lane);
  }

  /** One after the other: the next goes out when the one before has its answer. */
  async #run(name: string, lane: Lane): Promise<void> {
    let failures = 0;
    for (;;) {
      // No await between this check and the `return`: a call of `pump` in between would find the lane running and send nothing.
      const next = this.#isLoaded && this.#ports.isReady() ? this.#nextOf(name) : undefined;
      if (!next) {
        lane.isRunning = false;
        this.#lanes.delete(name);
        return;
      }
      const error = await this.#ports.send(next).then(
        (sent) => {
          this.#sent(next, sent);
        },
        (thrown: unknown) => asClientError(thrown),
      );
      if (!error) failures = 0;
      else {
        failures += 1;
        if (this.#isFinal(error, failures)) {
          failures = 0;
          await this.#failed(next, error);
        } else if (this.#ports.isReady()) await lane.pause.wait(pauseMs(failures, error, () => this.#ports.random()));
      }
    }
  }

  #nextOf(name: string): OutboxEntry | undefined {
    for (const { entry, status } of this.#all.get()) {
      if (laneOf(entry) !== name || status.state !== 'sending') continue;
      if (this.#isExpired(entry)) {
        this.#set({ entry, status: { state: 'expired' } });
        continue;
      }
      // Messages go out in the order of writing: while this one is being stored, those after it wait too.
      return this.#unstored.has(entry.clientId) ? undefined : entry;
    }
    return undefined;
  }

  #isFinal(error: ClientError, failures: number): boolean {
    if (error.code === 'internal') return failures >= internalLimit;
    // `unauthorized` means that the session ended: the entry waits for the next one.
    return !error.isPassing && error.code !== 'unauthorized';
  }

  #isExpired({ createdAt }: OutboxEntry): boolean {
    return this.#ports.clock.now() - createdAt > limits.dedupeMs;
  }

  #sent(entry: OutboxEntry, sent: Sent): void {
    const { clientId } = entry;
    this.#outcomes.get(clientId)?.resolve(sent);
    this.#outcomes.delete(clientId);
    const isHere = this.#items.has(clientId);
    if (isHere && entry.conversation !== null && this.#ports.isShown(entry.conversation)) {
      this.#remember(clientId);
      void this.#storage.delete(clientId).catch(() => undefined);
      if (entry.uploads) void this.#ports.releaseUploads(entry.uploads, true);
      this.#set({ entry, status: { state: 'sent', sent } });
    } else void this.#finish(clientId, 'sent');
  }

  async #failed(entry: OutboxEntry, error: ClientError): Promise<void> {
    const { clientId } = entry;
    // The server keeps files for a day, and this device for longer.
    const isLost = error.code === 'not_found' && error.field === 'files';
    if (isLost && entry.uploads && (await this.#ports.renewUploads(entry.uploads))) {
      const { files: _files, ...waiting } = entry;
      if (this.#items.has(clientId)) await this.add(waiting);
      return;
    }
    const outcome = this.#outcomes.get(clientId);
    if (outcome) {
      this.#outcomes.delete(clientId);
      void this.#finish(clientId);
      outcome.reject(error);
      return;
    }
    if (!this.#items.has(clientId)) return;
    const failure = { code: error.code, message: error.message, retryAfterMs: error.retryAfterMs };
    const failed: OutboxEntry = { ...entry, failure };
    this.#set({ entry: failed, status: { state: 'failed', ...failure } });
    await this.#storage.put(failed).catch(() => undefined);
    if (this.#done.has(clientId)) await this.#storage.delete(clientId).catch(() => undefined);
  }

  /** Removes it at once. Resolves when it is out of the storage too. `uploads`: what becomes of its files here. */
  #finish(clientId: ClientId, uploads: 'sent' | 'given up' | 'kept' = 'given up'): Promise<void> {
    const item = this.#items.get(clientId);
    this.#items.delete(clientId);
    this.#remember(clientId);
    const deleted = this.#storage.delete(clientId).catch(() => undefined);
    const released =
      item?.entry.uploads && uploads !== 'kept'
        ? this.#ports.releaseUploads(item.entry.uploads, uploads === 'sent')
        : undefined;
    if (item) this.#changed(item.entry.conversation);
    return deleted.then(() => released);
  }

  #remember(clientId: ClientId): void {
    this.#done.add(clientId);
    if (this.#done.size <= doneLimit) return;
    for (const oldest of this.#done) {
      this.#done.delete(oldest);
      break;
    }
  }

  #set(item: OutboxItem): void {
    this.#items.set(item.entry.clientId, item);
    this.#changed(item.entry.conversation);
  }

  #changed(conversation: ConversationId | null): void {
    const items = [...this.#items.values()].toSorted(
      (a, b) =>
        Number(a.status.state === 'uploading') - Number(b.status.state === 'uploading') ||
        (a.entry.clientId < b.entry.clientId ? -1 : 1),
    );
    this.#all.set(items);
    this.#waiting.set(items.filter(({ status }) => status.state === 'sending' || status.state === 'uploading').length);
    if (conversation !== null) this.#ports.changed(conversation);
  }
}

const stateOf = ({ failure, uploads, files }: OutboxEntry): OutboxState =>
  failure ? { state: 'failed', ...failure } : { state: uploads && !files ? 'uploading' : 'sending' };

const laneOf = ({ conversation, to }: OutboxEntry): string => conversation ?? `to ${to}`;
