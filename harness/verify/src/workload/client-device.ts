import { setTimeout as pause } from 'node:timers/promises';
import type { Client, OutboxStorage, SessionStorage, TimelineItem, Transport } from '@rookery/client';
import type {
  AnswerOf,
  ClientEventName,
  ConversationId,
  Message,
  PlaceId,
  RequestOf,
  ThreadId,
  User,
  UserId,
} from '@rookery/protocol';
import { isPassing, patiently } from '@rookery/testkit/patiently';
import type { LifeRecord, MarkRecord } from '../history.ts';
import type { PlannedDevice } from '../plan.ts';
import type { ClientModule } from './client-module.ts';
import { comesTrue } from './comes-true.ts';
import type { Device, Writing } from './device.ts';
import { joinAs } from './join-as.ts';
import type { Recorder } from './recorder.ts';
import { stepDeadlineMs } from './until-done.ts';

/** Every request is answered within 10 s; the timer of a busy machine may be late. */
export const hungMs = 11_500;
/** Own messages that wait longer than this keep a device from being whole. */
const waitingMs = 3_000;
const comparedItems = 60;

/** A device with our client. A reload keeps its outbox and its session, and nothing else. */
export class ClientDevice implements Device {
  readonly plan: PlannedDevice;
  readonly #url: string;
  readonly #recorder: Recorder;
  readonly #module: ClientModule;
  readonly #session: SessionStorage;
  readonly #outbox: OutboxStorage;
  readonly #shown = new Set<ConversationId>();
  #looked: { readonly thread: ThreadId; readonly conversation: PlaceId; readonly seq: number } | null = null;
  #client: Client;
  #life: LifeRecord | null = null;
  #isAway = false;
  #isResumed = false;
  #isReloading = false;
  #dropLink: () => void = () => undefined;

  private constructor(plan: PlannedDevice, url: string, recorder: Recorder, module: ClientModule) {
    this.plan = plan;
    this.#url = url;
    this.#recorder = recorder;
    this.#module = module;
    this.#session = module.memorySession();
    this.#outbox = reopened(module.memoryOutbox());
    this.#client = this.#newClient();
  }

  static async join(
    plan: PlannedDevice,
    url: string,
    recorder: Recorder,
    module: ClientModule,
    as: { readonly name: string } | { readonly token: string; readonly user: User },
  ): Promise<ClientDevice> {
    const device = new ClientDevice(plan, url, recorder, module);
    if ('token' in as) device.#session.save(as);
    else await joinAs(as.name, (name) => device.#client.join(name));
    device.#client.close();
    device.#start();
    await device.#client.online();
    return device;
  }

  get client(): Client {
    return this.#client;
  }

  get life(): LifeRecord | null {
    return this.#life;
  }

  get user(): User {
    const user = this.#session.load()?.user;
    if (!user) throw new Error(`${this.plan.name} has lost its session`);
    return user;
  }

  /** Where it reaches the server. */
  get url(): string {
    return this.#url;
  }

  get token(): string {
    return this.#session.load()?.token ?? '';
  }

  ask<Name extends ClientEventName>(name: Name, payload: object): Promise<AnswerOf<Name>> {
    return this.#client.request(name, payload);
  }

  /** Answers under which id; null while it reloads. */
  write(
    target: ConversationId | { readonly to: UserId },
    content: string,
    { files = [], isInBoth = false }: Writing = {},
  ): string | null {
    if (this.#isReloading) return null;
    const sent = files.map((file) => ({ ...file, type: 'application/octet-stream', createdAt: Date.now() }));
    const clientId = this.#client.send(target, content, { files: sent, alsoInParent: isInBoth });
    this.#recorder.wrote({
      clientId,
      device: this.plan.name,
      user: this.user.id,
      content,
      kept: true,
      conversation: typeof target === 'string' ? target : null,
      ...(files.length > 0 ? { files } : {}),
      ...(isInBoth ? { isInBoth } : {}),
    });
    return clientId;
  }

  /** Shows a conversation from now on, and notes when what it shows is no stretch of a log. */
  show(conversation: ConversationId): void {
    this.#shown.add(conversation);
    const timeline = this.#client.timeline(conversation);
    let last = '';
    let revs = new Map<string, number>();
    timeline.subscribe(() => {
      const view = timeline.get();
      // It is read from the server again, perhaps after a reset, where a message may have a lower revision than the lost one had.
      if (view.state !== 'ready') revs = new Map();
      const items = view.items.slice(-comparedItems);
      const seqs = items.flatMap((item) => (item.kind === 'message' ? [item.message.seq] : []));
      const at = seqs.findIndex((seq, index) => index > 0 && seq !== (seqs[index - 1] ?? 0) + 1);
      const firstPending = items.findIndex(({ kind }) => kind === 'pending');
      const what =
        at > 0
          ? `showed message ${seqs[at]} right after message ${seqs[at - 1]}`
          : firstPending >= 0 && items.slice(firstPending).some(({ kind }) => kind === 'message')
            ? 'showed a message of the log after one that is still on its way'
            : (goesBack(items, revs) ?? '');
      if (what !== '' && what !== last)
        this.#recorder.history.displayed.push({ device: this.plan.name, conversation, at: this.#recorder.now(), what });
      last = what;
    });
  }

  /** Has a thread open from now on, also after a reload, and shows it; the one before is closed. */
  async look(conversation: PlaceId, seq: number): Promise<void> {
    const { thread } = await this.#client.openThread(conversation, seq);
    const before = this.#looked;
    if (before) {
      this.#client.closeThread(before.thread);
      this.#shown.delete(before.thread);
    }
    this.#looked = { thread, conversation, seq };
    this.show(thread);
  }

  /** As the app does after a reload. What cannot be opened, as its reader is outside, is opened when she is back. */
  async #lookAgain(client: Client, life: LifeRecord): Promise<void> {
    const looked = this.#looked;
    if (!looked) return;
    const { conversation, seq, thread } = looked;
    const isWanted = (): boolean => this.#looked === looked && life.endedAt === null;
    const isThere = (): boolean => client.inbox.get().entries.some((entry) => entry.conversation === conversation);
    while (isWanted())
      try {
        await patiently(
          () => (isWanted() ? client.openThread(conversation, seq) : Promise.resolve(null)),
          stepDeadlineMs,
        );
        if (isWanted()) this.show(thread);
        return;
      } catch (error) {
        if (isPassing(error)) return void this.#recorder.history.givenUp.push('look: not open again');
        await pause(200);
        await comesTrue(() => !isWanted() || isThere(), stepDeadlineMs);
      }
  }

  get shown(): ReadonlySet<ConversationId> {
    return this.#shown;
  }

  get isHere(): boolean {
    return this.#client.connection.get().state === 'online';
  }

  isMissing(): string | null {
    if (this.#isReloading || this.#isAway) return null;
    if (this.#client.connection.get().state !== 'online') return 'it is not connected';
    if (!this.#isResumed) return 'it has not read what it missed';
    const now = Date.now();
    const waits = this.#client.outbox.get().find(({ entry }) => now - entry.createdAt > waitingMs);
    return waits ? `its message "${waits.entry.content.slice(0, 24)}" is ${waits.status.state}` : null;
  }

  isIdle(): boolean {
    return !this.#isReloading && this.#client.outbox.get().every(({ status }) => status.state === 'sent');
  }

  async reload(forMs: number): Promise<void> {
    if (this.#isReloading || this.#isAway) return;
    this.#isReloading = true;
    this.#client.close();
    if (this.#life) this.#life.endedAt = this.#recorder.now();
    await pause(forMs);
    this.#start();
    this.#isReloading = false;
  }

  absence(forMs: number): Promise<void> {
    return this.awayWhile(() => pause(forMs));
  }

  /** No network until something is done, with the program still running. */
  async awayWhile(act: () => Promise<unknown>): Promise<void> {
    if (this.#isReloading || this.#isAway) return;
    this.#isAway = true;
    this.#dropLink();
    try {
      await act();
    } finally {
      this.#isAway = false;
      this.#client.tryNow();
    }
  }

  close(): void {
    this.#client.close();
    if (this.#life) this.#life.endedAt ??= this.#recorder.now();
  }

  #newClient(): Client {
    return this.#module.createClient({ session: this.#session, outbox: this.#outbox, transport: this.#transport() });
  }

  #start(): void {
    const client = this.#newClient();
    this.#client = client;
    this.#isResumed = false;
    const life = this.#recorder.beginLife(this.plan.name, this.user.id);
    this.#life = life;
    client.on('message', (message: Message) => this.#recorder.told(life, message));
    client.on('change', (change) => this.#recorder.changed(life, change));
    client.on('reset', ({ conversation }) => this.#recorder.beganAnew(life, conversation));
    client.on('resumed', () => {
      if (this.#client !== client) return;
      this.#isResumed = true;
      // A timeline may have read on from there itself: what it shows is compared with the log instead.
      const { entries, threads } = client.inbox.get();
      const followed = [...entries, ...threads].filter(({ conversation }) => !this.#shown.has(conversation));
      life.base ??= new Map(followed.map(({ conversation, head }) => [conversation, head.seq]));
    });
    client.connection.subscribe(() => {
      if (this.#client === client && client.connection.get().state !== 'online') this.#isResumed = false;
    });
    client.outbox.subscribe(() => {
      for (const { entry, status } of client.outbox.get()) {
        if (status.state !== 'failed') continue;
        this.#recorder.refused(entry.clientId, status.code);
        void client.discard(entry.clientId);
      }
    });
    client.open();
    for (const conversation of [...this.#shown]) this.show(conversation);
    void this.#lookAgain(client, life);
  }

  /** The client's own, with a note of every question and answer. */
  #transport(): Transport {
    const { ClientError, socketIoTransport } = this.#module;
    const transport = socketIoTransport({ url: this.#url, transports: [this.plan.transport] });
    return {
      open: (auth, events) => {
        let node = '?';
        let isOver = false;
        const closed: typeof events.closed = (refusal) => {
          isOver = true;
          events.closed(refusal);
        };
        if (this.#isAway) {
          queueMicrotask(() => closed(null));
          return {
            request: () => Promise.reject(new ClientError('offline', 'There is no network.')),
            close: () => undefined,
          };
        }
        const link = transport.open(auth, {
          closed,
          event: (name, payload) => {
            if (name === 'server:hello') node = (payload as { readonly node: string }).node;
            events.event(name, payload);
          },
        });
        this.#dropLink = () => link.close();
        return {
          close: () => {
            isOver = true;
            link.close();
          },
          request: async (name, payload, deadlineMs) => {
            const askedAt = this.#recorder.now();
            const clientId = 'clientId' in payload ? String(payload.clientId) : null;
            if (clientId) this.#recorder.attempted(clientId);
            const mark = name === 'read:mark' ? this.#noteMark(payload as RequestOf<'read:mark'>) : null;
            // Later than the client's own deadline, so that an answer in the last moment is no hang.
            const answer = await link.request(name, payload, Math.max(deadlineMs, hungMs)).catch((error: unknown) => {
              if (!isOver) this.#recorder.failed({ device: this.plan.name, request: name, askedAt, node }, error);
              throw error;
            });
            if (mark) mark.ackedAt = this.#recorder.now();
            if (clientId && 'seq' in answer) this.#noteAck(clientId, payload, answer, askedAt, node);
            return answer;
          },
        };
      },
    };
  }

  #noteMark({ conversation, seq, rev }: RequestOf<'read:mark'>): MarkRecord | null {
    return conversation === undefined
      ? null
      : this.#recorder.marks(this.user.id, { conversation, seq, rev: rev ?? null });
  }

  #noteAck(clientId: string, payload: object, answer: object, askedAt: number, node: string): void {
    const { seq, id, duplicate, degraded, conversation } = answer as AnswerOf<'message:room'> & {
      conversation?: ConversationId;
    };
    const named = 'conversation' in payload ? (payload.conversation as ConversationId | undefined) : undefined;
    const of = conversation ?? named;
    if (of === undefined) return;
    this.#recorder.acked(clientId, this.plan.name, {
      at: this.#recorder.now(),
      askedAt,
      node,
      conversation: of,
      seq,
      id,
      duplicate,
      degraded: degraded === true,
    });
  }
}

/** The first message that is shown as it was before an edit or a reaction that was shown already. `revs`: the latest that was shown of each. */
function goesBack(items: readonly TimelineItem[], revs: Map<string, number>): string | null {
  let found: string | null = null;
  for (const item of items) {
    if (item.kind !== 'message') continue;
    const { id, seq, rev = 0 } = item.message;
    const before = revs.get(id) ?? 0;
    if (rev < before)
      found ??= `went back to an older state of message ${seq}: it showed revision ${rev} after revision ${before}`;
    else revs.set(id, rev);
  }
  return found;
}

/** One that a reload closes and opens again with what it holds. */
const reopened = (storage: OutboxStorage): OutboxStorage => ({
  load: (author) => storage.load(author),
  put: (entry) => storage.put(entry),
  delete: (clientId) => storage.delete(clientId),
  close: () => undefined,
});
