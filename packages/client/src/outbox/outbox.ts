import { limits } from '@rookery/protocol';
import type { AnswerOf, ClientId, ConversationId, UserId } from '@rookery/protocol';
import { asClientError } from '../client-error.ts';
import type { Clock } from '../clock.ts';
import { Observed } from '../observable.ts';
import type { Observable } from '../observable.ts';
import type { OutboxEntry, OutboxStorage } from './outbox-storage.ts';

export type Sent = AnswerOf<'message:room'>;

/** How an entry fares. `expired`: older than the server remembers `clientId`s, so the person is asked before it goes out. */
export type OutboxState =
  | { readonly state: 'sending' }
  | { readonly state: 'sent'; readonly sent: Sent }
  | {
      readonly state: 'failed';
      readonly code: string;
      readonly message: string;
      readonly retryAfterMs?: number | undefined;
    }
  | { readonly state: 'expired' };

export type OutboxItem = { readonly entry: OutboxEntry; readonly status: OutboxState };

const retryMs = 1_000;
const takeOverMs = 5_000;

type OutboxPorts = {
  readonly clock: Clock;
  send(entry: OutboxEntry): Promise<Sent>;
  isOnline(): boolean;
  /** Something about a conversation's entries changed. */
  changed(conversation: ConversationId): void;
};

/**
 * Messages on their way. Each is stored before it is sent, sent in order within its conversation, and repeated under the same
 * `clientId` until the server has said yes or no. [CLI-1]
 */
export class Outbox {
  readonly #storage: OutboxStorage;
  readonly #ports: OutboxPorts;
  readonly #items = new Map<ClientId, OutboxItem>();
  readonly #sending = new Set<ConversationId>();
  readonly #waiting = new Observed(0);
  #author: UserId | null = null;
  #cancelTakeOver: (() => void) | null = null;

  constructor(storage: OutboxStorage, ports: OutboxPorts) {
    this.#storage = storage;
    this.#ports = ports;
  }

  /** How many are not sent yet, in all conversations. */
  get waiting(): Observable<number> {
    return this.#waiting;
  }

  of(conversation: ConversationId): readonly OutboxItem[] {
    return [...this.#items.values()].filter(({ entry }) => entry.conversation === conversation);
  }

  /** Loads what an earlier page left behind, now and, should another tab die, later. */
  async start(author: UserId): Promise<void> {
    this.#author = author;
    await this.#load();
  }

  async #load(): Promise<void> {
    const author = this.#author;
    if (author === null) return;
    this.#cancelTakeOver?.();
    this.#cancelTakeOver = this.#ports.clock.after(takeOverMs, () => void this.#load());
    for (const entry of await this.#storage.load(author).catch(() => [])) {
      if (this.#items.has(entry.clientId)) continue;
      const isOld = this.#ports.clock.now() - entry.createdAt > limits.dedupeMs;
      this.#items.set(entry.clientId, {
        entry,
        status: entry.failure
          ? { state: 'failed', ...entry.failure }
          : isOld
            ? { state: 'expired' }
            : { state: 'sending' },
      });
      this.#changed(entry.conversation);
    }
    this.pump();
  }

  stop(): void {
    this.#cancelTakeOver?.();
    this.#author = null;
    this.#items.clear();
    this.#waiting.set(0);
  }

  async add(entry: OutboxEntry): Promise<void> {
    this.#items.set(entry.clientId, { entry, status: { state: 'sending' } });
    this.#changed(entry.conversation);
    // A storage that fails (full, forbidden) must not keep the message from going out.
    await this.#storage.put(entry).catch(() => undefined);
    this.pump(entry.conversation);
  }

  /** The log has it: by its own live message, or a page of history. */
  confirmed(clientId: ClientId): void {
    const item = this.#items.get(clientId);
    if (!item) return;
    this.#items.delete(clientId);
    void this.#storage.delete(clientId).catch(() => undefined);
    this.#changed(item.entry.conversation);
  }

  async retry(clientId: ClientId, as?: ClientId): Promise<void> {
    const item = this.#items.get(clientId);
    if (!item || item.status.state === 'sending' || item.status.state === 'sent') return;
    const { failure: _failure, ...rest } = item.entry;
    const isExpired = item.status.state === 'expired';
    const entry: OutboxEntry = {
      ...rest,
      ...(isExpired ? { createdAt: this.#ports.clock.now() } : {}),
      ...(as ? { clientId: as } : {}),
    };
    this.#items.delete(clientId);
    if (as) await this.#storage.delete(clientId).catch(() => undefined);
    await this.add(entry);
  }

  async discard(clientId: ClientId): Promise<void> {
    const item = this.#items.get(clientId);
    if (!item) return;
    this.#items.delete(clientId);
    this.#changed(item.entry.conversation);
    await this.#storage.delete(clientId).catch(() => undefined);
  }

  /** Sends whatever can be sent, of one conversation or all. */
  pump(only?: ConversationId): void {
    if (!this.#ports.isOnline()) return;
    const conversations = only ? [only] : new Set([...this.#items.values()].map(({ entry }) => entry.conversation));
    for (const conversation of conversations) {
      if (this.#sending.has(conversation)) continue;
      this.#sending.add(conversation);
      void this.#drain(conversation).finally(() => this.#sending.delete(conversation));
    }
  }

  /** One after the other: the next goes out when the one before has its answer. */
  async #drain(conversation: ConversationId): Promise<void> {
    for (;;) {
      const next = this.of(conversation).find(({ status }) => status.state === 'sending');
      if (!next || !this.#ports.isOnline()) return;
      const { clientId } = next.entry;
      try {
        const sent = await this.#ports.send(next.entry);
        await this.#storage.delete(clientId).catch(() => undefined);
        // Shown until the log's own message takes its place.
        if (this.#items.has(clientId))
          this.#items.set(clientId, { entry: next.entry, status: { state: 'sent', sent } });
        this.#changed(conversation);
      } catch (thrown) {
        const error = asClientError(thrown);
        if (error.isPassing) {
          if (error.code === 'offline') return;
          await new Promise<void>((resolve) => this.#ports.clock.after(error.retryAfterMs ?? retryMs, resolve));
          continue;
        }
        const failure = { code: error.code, message: error.message, retryAfterMs: error.retryAfterMs };
        if (!this.#items.has(clientId)) continue;
        this.#items.set(clientId, { entry: { ...next.entry, failure }, status: { state: 'failed', ...failure } });
        await this.#storage.put({ ...next.entry, failure }).catch(() => undefined);
        this.#changed(conversation);
      }
    }
  }

  #changed(conversation: ConversationId): void {
    this.#waiting.set([...this.#items.values()].filter(({ status }) => status.state === 'sending').length);
    this.#ports.changed(conversation);
  }
}
