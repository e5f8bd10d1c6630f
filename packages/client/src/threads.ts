import type { AnswerOf, ConversationId, PlaceId, RequestOf, ThreadId } from '@rookery/protocol';
import { asClientError, type ClientError } from './client-error.ts';
import type { Feeds } from './feed/feeds.ts';
import type { Inbox } from './inbox/inbox.ts';
import type { Timelines } from './timeline/timelines.ts';

/** `resumption`: which one of them is under way; an earlier one ends. */
type Opened = { readonly conversation: PlaceId; readonly seq: number; openings: number; resumption: number };

type ThreadPorts = {
  isOnline(): boolean;
  request<Name extends 'thread:open' | 'thread:close'>(name: Name, payload: RequestOf<Name>): Promise<AnswerOf<Name>>;
  /** Rejects where the client is closed meanwhile. */
  untilRetry(failures: number, error: ClientError): Promise<void>;
  readonly feeds: Pick<Feeds, 'follow' | 'lagging' | 'drop'>;
  readonly inbox: Pick<Inbox, 'has'>;
  readonly timelines: Pick<Timelines, 'known'>;
};

/**
 * The threads that programs look at. The server feeds a connection those that it has opened, so they are opened again on each new one; what was missed in
 * between is read by `sync`, like that of any conversation. [CLI-38]
 */
export class OpenThreads {
  readonly #ports: ThreadPorts;
  readonly #opened = new Map<ThreadId, Opened>();

  constructor(ports: ThreadPorts) {
    this.#ports = ports;
  }

  has(thread: ConversationId): boolean {
    return this.#opened.has(thread as ThreadId);
  }

  async open(conversation: PlaceId, seq: number): Promise<AnswerOf<'thread:open'>> {
    const answer = await this.#ports.request('thread:open', { conversation, seq });
    const known = this.#opened.get(answer.thread);
    if (known) known.openings += 1;
    else this.#opened.set(answer.thread, { conversation, seq, openings: 1, resumption: 0 });
    this.#heard(answer);
    return answer;
  }

  /** As often as it was opened. */
  close(thread: ThreadId): void {
    const known = this.#opened.get(thread);
    if (!known) return;
    known.openings -= 1;
    if (known.openings > 0) return;
    this.#opened.delete(thread);
    this.#closed(thread);
    if (this.#ports.isOnline()) this.#ports.request('thread:close', { thread }).catch(() => undefined);
  }

  /** On a new connection. What cannot be opened any more is told by its timeline. */
  resume(): void {
    for (const [thread, opened] of this.#opened) void this.#reopen(thread, opened);
  }

  /** Until it is heard again: nobody else would tell of what is said there. The next connection begins anew. */
  async #reopen(thread: ThreadId, opened: Opened): Promise<void> {
    opened.resumption += 1;
    const { conversation, seq, resumption } = opened;
    const isWanted = (): boolean => this.#opened.get(thread) === opened && opened.resumption === resumption;
    for (let failures = 1; isWanted(); failures += 1)
      try {
        const answer = await this.#ports.request('thread:open', { conversation, seq });
        if (isWanted()) this.#heard(answer);
        return;
      } catch (error) {
        const failure = asClientError(error);
        if (!failure.isPassing || failure.code === 'offline') return;
        const mayRetry = await this.#ports.untilRetry(failures, failure).then(
          () => true,
          () => false,
        );
        if (!mayRetry) return;
      }
  }

  /** The reader no longer belongs to the conversation. */
  parentLost(conversation: ConversationId): void {
    for (const [thread, opened] of this.#opened)
      if (opened.conversation === conversation) {
        this.#opened.delete(thread);
        this.#closed(thread);
      }
  }

  /** From here on its steps are heard; only what is read now is surely followed by them. */
  #heard({ thread, head }: AnswerOf<'thread:open'>): void {
    this.#ports.feeds.follow(thread, head);
    this.#ports.feeds.lagging(thread);
    // It may have gone with its parent, to which the reader belongs again.
    this.#ports.timelines.known(thread)?.came();
  }

  /** Nobody looks at it any more. */
  #closed(thread: ThreadId): void {
    if (this.#ports.inbox.has(thread)) return;
    this.#ports.feeds.drop(thread);
    this.#ports.timelines.known(thread)?.letGo();
  }

  clear(): void {
    this.#opened.clear();
  }
}
