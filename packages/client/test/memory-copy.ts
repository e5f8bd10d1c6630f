import type { ConversationId, UserId } from '@rookery/protocol';
import type { CopyStorage, LogCopy, Overview } from '../src/copy/copy-storage.ts';

/** A device's copy for as long as a test: what it gives is what was put in, as text. */
export class MemoryCopy implements CopyStorage {
  overview: { readonly user: UserId; readonly text: string } | null = null;
  readonly logs = new Map<ConversationId, string>();
  saves = 0;
  /** Asked, it never answers, as a browser may. */
  isStuck = false;
  /** Each save is refused, as by a disk that is full. */
  isFull = false;

  async load(user: UserId): Promise<Overview | null> {
    if (this.isStuck) await new Promise(() => undefined);
    if (this.overview && this.overview.user !== user) await this.erase();
    return this.overview ? (JSON.parse(this.overview.text) as Overview) : null;
  }

  async log(_user: UserId, conversation: ConversationId): Promise<LogCopy | null> {
    return JSON.parse(this.logs.get(conversation) ?? 'null') as LogCopy | null;
  }

  async save(user: UserId, overview: Overview, logs: readonly LogCopy[]): Promise<void> {
    this.saves += 1;
    if (this.isFull) throw new Error('full');
    this.overview = { user, text: JSON.stringify(overview) };
    for (const log of logs) this.logs.set(log.conversation, JSON.stringify(log));
  }

  async forget(conversations: readonly ConversationId[]): Promise<void> {
    for (const conversation of conversations) this.logs.delete(conversation);
  }

  async erase(): Promise<void> {
    this.overview = null;
    this.logs.clear();
  }
}
