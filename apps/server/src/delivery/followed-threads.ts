import { ChatError, limits } from '@rookery/protocol';
import type { ConversationId, ThreadId } from '@rookery/protocol';
import { readThreadId } from '../domain/thread-id.ts';
import type { Listener } from './listener.ts';
import type { OpenFeeds } from './open-feeds.ts';

/**
 * The threads that a user's listeners on this node hear: of those that she follows the `limits.heardThreads` that she has followed last, and what each listener has opened.
 * Classic clients hear none: they would show what is said there in the room. [THR-5]
 */
export class FollowedThreads {
  readonly #feeds: OpenFeeds;
  readonly #listeners: Iterable<Listener>;
  /** The one followed last first. */
  #followed: ConversationId[] = [];
  readonly #opened = new Map<Listener, Set<ThreadId>>();

  constructor(feeds: OpenFeeds, listeners: Iterable<Listener>) {
    this.#feeds = feeds;
    this.#listeners = listeners;
  }

  #heard(): ConversationId[] {
    return this.#followed.slice(0, limits.heardThreads);
  }

  /** Whether she follows it and her listeners do not hear it. */
  isUnheard(thread: ConversationId): boolean {
    return this.#followed.indexOf(thread) >= limits.heardThreads;
  }

  /** Resolves when the listener hears all of them. */
  hear(listener: Listener): Promise<void> {
    return listener.canSync ? this.#open(this.#heard(), [listener]) : Promise.resolve();
  }

  async #open(threads: readonly ConversationId[], listeners: readonly Listener[]): Promise<void> {
    const opened = await Promise.allSettled(threads.map((thread) => this.#feeds.openAll([thread], listeners)));
    // One that is gone together with its parent is told by the steps of her log; a store that is away is asked again.
    for (const one of opened) if (one.status === 'rejected' && one.reason instanceof ChatError) throw one.reason;
  }

  /** All that she follows, the one followed last first. */
  async replace(threads: readonly ConversationId[]): Promise<void> {
    const before = this.#heard();
    this.#followed = [...threads];
    const heard = new Set(this.#heard());
    for (const thread of before) if (!heard.has(thread)) this.#unhear(thread);
    await this.#open([...heard], this.#hearing());
  }

  gained(thread: ConversationId): Promise<void> {
    return this.replace([thread, ...this.#followed.filter((one) => one !== thread)]);
  }

  lost(thread: ConversationId): Promise<void> {
    return this.replace(this.#followed.filter((one) => one !== thread));
  }

  #hearing(): Listener[] {
    return [...this.#listeners].filter(({ canSync }) => canSync);
  }

  /** Her listeners hear it no more, but those that have it open. */
  #unhear(thread: ConversationId): void {
    const audience = this.#feeds.of(thread)?.audience;
    for (const listener of this.#listeners)
      if (!this.#opened.get(listener)?.has(thread as ThreadId)) audience?.detach(listener);
  }

  /** She has lost a conversation, and its threads with it: also those that are open. */
  parentLost(parent: ConversationId): void {
    const isOf = (thread: ConversationId): boolean => readThreadId(thread)?.parent === parent;
    this.#followed = this.#followed.filter((thread) => !isOf(thread));
    for (const listener of this.#listeners) {
      for (const audience of [...listener.audiences]) if (isOf(audience.conversation)) audience.detach(listener);
      const opened = this.#opened.get(listener);
      for (const thread of opened ?? []) if (isOf(thread)) opened?.delete(thread);
    }
  }

  /** False where the listener has too many open. */
  async open(listener: Listener, thread: ThreadId): Promise<boolean> {
    const opened = this.#opened.get(listener) ?? new Set();
    if (opened.size >= limits.openThreads && !opened.has(thread)) return false;
    this.#opened.set(listener, opened.add(thread));
    await this.#feeds.openAll([thread], [listener]);
    return true;
  }

  close(listener: Listener, thread: ThreadId): void {
    this.#opened.get(listener)?.delete(thread);
    if (!this.#heard().includes(thread)) this.#feeds.of(thread)?.audience.detach(listener);
  }

  forget(listener: Listener): void {
    this.#opened.delete(listener);
  }
}
