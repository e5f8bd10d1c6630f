import type { ConversationId, UserId } from '@rookery/protocol';
import { may, rightsOf } from '../domain/rights.ts';
import { readThreadId } from '../domain/thread-id.ts';
import type { Listening } from '../ports/announcements.ts';
import type { Moderation } from '../ports/moderation.ts';
import type { Reports } from '../ports/reports.ts';
import { Frame } from './frame.ts';
import type { LocalHub } from './local-hub.ts';

/** Told at most this often. */
const gatherMs = 1_000;
/** Conversations told of at once; the others wait for the next time. */
const atOnce = 20;

/** Tells those who may list a conversation's reports, and are connected here, that these have changed: `reports:update`. [RPT-2, RPT-3] */
export class ReportNews {
  readonly #moderation: Pick<Moderation, 'heldBy'>;
  readonly #hub: LocalHub;
  readonly #listening: Listening;
  /** Whose messages the reports are about that came or went; null: several people's. */
  readonly #pending = new Map<ConversationId, UserId | null>();
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(reports: Pick<Reports, 'listen'>, moderation: Pick<Moderation, 'heldBy'>, hub: LocalHub) {
    this.#moderation = moderation;
    this.#hub = hub;
    this.#listening = reports.listen({
      changed: (reported, author) => {
        // What is said in a thread is looked at where it hangs.
        const conversation = readThreadId(reported)?.parent ?? reported;
        const known = this.#pending.get(conversation);
        this.#pending.set(conversation, known === undefined || known === author ? author : null);
        this.#tellSoon();
      },
    });
  }

  #tellSoon(): void {
    if (this.#isClosed || this.#pending.size === 0) return;
    this.#timer ??= setTimeout(() => {
      const some = [...this.#pending].slice(0, atOnce);
      for (const [conversation] of some) this.#pending.delete(conversation);
      void Promise.all(some.map(([conversation, author]) => this.#tell(conversation, author))).finally(() => {
        this.#timer = null;
        this.#tellSoon();
      });
    }, gatherMs).unref();
  }

  async #tell(conversation: ConversationId, author: UserId | null): Promise<void> {
    const frame = Frame.event('reports:update', { conversation });
    const listeners = this.#hub.feed(conversation)?.audience;
    const users = [...(listeners?.users() ?? [])];
    // Only a hint: whoever opens the list reads it in any case.
    const held = await this.#moderation.heldBy(conversation, users).catch(() => null);
    if (this.#isClosed) return;
    for (const connection of this.#hub.connections) {
      const { user } = connection;
      if (!user || user.id === author || !connection.canSync) continue;
      const rights = held?.get(user.id)?.rights;
      if (user.role !== undefined || (rights !== undefined && may(rights, moderates))) connection.offer(frame);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#listening.stop();
    if (this.#timer) clearTimeout(this.#timer);
  }
}

const moderates = rightsOf('delete_any');
