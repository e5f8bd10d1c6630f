import type { AnswerOf, ConversationId, PlaceId, RequestOf, ThreadId } from '@rookery/protocol';
import type { Feeds } from './feed/feeds.ts';
import type { Inbox } from './inbox/inbox.ts';
import type { Timelines } from './timeline/timelines.ts';

type Opened = { readonly conversation: PlaceId; readonly seq: number; openings: number };

type ThreadPorts = {
  isOnline(): boolean;
  request<Name extends 'thread:open' | 'thread:close'>(name: Name, payload: RequestOf<Name>): Promise<AnswerOf<Name>>;
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
    else this.#opened.set(answer.thread, { conversation, seq, openings: 1 });
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
    for (const { conversation, seq } of this.#opened.values())
      this.#ports.request('thread:open', { conversation, seq }).then(
        (answer) => this.#heard(answer),
        () => undefined,
      );
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
