import type { AnswerOf, ConversationId, PlaceId, RequestOf, ThreadId } from '@rookery/protocol';
import { asClientError, ClientError } from './client-error.ts';
import type { Feeds } from './feed/feeds.ts';
import type { Inbox } from './inbox/inbox.ts';
import type { Timelines } from './timeline/timelines.ts';

type Opened = {
  readonly conversation: PlaceId;
  readonly seq: number;
  openings: number;
  /** Which one of them is under way; an earlier one ends. */
  resumption: number;
  /** False while the server does not feed it to this connection, as far as is known. */
  isHeard: boolean;
  /** How often it was none for the reader since the connection began, though it could be opened. */
  refusals: number;
  /** Before it is asked for again; false where that will never be. */
  pause: Promise<boolean> | undefined;
};

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
 * The threads that programs look at, until they close them. The server feeds a connection those that it has opened, and only while the reader belongs to what
 * they hang under: they are opened again on each new connection, and when she is back. What was missed in between is read by `sync`, like that of any
 * conversation. [CLI-38]
 */
export class OpenThreads {
  readonly #ports: ThreadPorts;
  readonly #opened = new Map<ThreadId, Opened>();

  constructor(ports: ThreadPorts) {
    this.#ports = ports;
  }

  isHeard(thread: ConversationId): boolean {
    return this.#opened.get(thread as ThreadId)?.isHeard === true;
  }

  async open(conversation: PlaceId, seq: number): Promise<AnswerOf<'thread:open'>> {
    const answer = await this.#ports.request('thread:open', { conversation, seq });
    const known = this.#opened.get(answer.thread);
    if (known) known.openings += 1;
    else
      this.#opened.set(answer.thread, {
        ...{ conversation, seq, openings: 1, resumption: 0 },
        ...{ isHeard: true, refusals: 0, pause: undefined },
      });
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
    this.#unheard(thread);
    if (this.#ports.isOnline()) this.#ports.request('thread:close', { thread }).catch(() => undefined);
  }

  /** On a new connection. What cannot be opened any more is told by its timeline. */
  resume(): void {
    for (const [thread, opened] of this.#opened) {
      opened.refusals = 0;
      opened.pause = undefined;
      void this.#reopen(thread, opened);
    }
  }

  /** Until it is heard again: nobody else would tell of what is said there. The next connection begins anew. */
  async #reopen(thread: ThreadId, opened: Opened): Promise<void> {
    opened.resumption += 1;
    opened.isHeard = false;
    const { conversation, seq, resumption } = opened;
    const isWanted = (): boolean => this.#opened.get(thread) === opened && opened.resumption === resumption;
    if (opened.pause && !(await opened.pause)) return;
    for (let failures = 1; isWanted(); failures += 1)
      try {
        const answer = await this.#ports.request('thread:open', { conversation, seq });
        if (isWanted()) this.#heard(answer);
        return;
      } catch (error) {
        const failure = asClientError(error);
        if (!failure.isPassing || failure.code === 'offline') return;
        if (!(await this.#mayTryAgain(failures, failure))) return;
      }
  }

  #mayTryAgain(failures: number, failure: ClientError): Promise<boolean> {
    return this.#ports.untilRetry(failures, failure).then(
      () => true,
      () => false,
    );
  }

  /** The reader no longer belongs to the conversation. */
  parentLost(conversation: ConversationId): void {
    for (const [thread, opened] of this.#under(conversation)) {
      opened.isHeard = false;
      opened.resumption += 1;
      this.#unheard(thread);
    }
  }

  /** The reader belongs to the conversation, perhaps again. */
  parentThere(conversation: ConversationId): void {
    for (const [thread, opened] of this.#under(conversation)) if (!opened.isHeard) void this.#reopen(thread, opened);
  }

  /** The reader was outside the conversation for a moment, and is back: the server has stopped feeding what hangs under it. */
  wasOutside(conversation: ConversationId): void {
    for (const [thread, opened] of this.#under(conversation)) void this.#reopen(thread, opened);
  }

  /** There is no such thread for the reader, as the server says: it is opened again with what it hangs under. */
  lost(thread: ConversationId): void {
    const opened = this.#opened.get(thread as ThreadId);
    if (!opened) return;
    opened.isHeard = false;
    opened.refusals += 1;
    if (opened.refusals > 1)
      opened.pause = this.#mayTryAgain(opened.refusals - 1, new ClientError('not_found', 'There is no such thread.'));
  }

  #under(conversation: ConversationId): readonly (readonly [ThreadId, Opened])[] {
    return [...this.#opened].filter(([, opened]) => opened.conversation === conversation);
  }

  /** From here on its steps are heard; only what is read now is surely followed by them. */
  #heard({ thread, head }: AnswerOf<'thread:open'>): void {
    const opened = this.#opened.get(thread);
    if (opened) opened.isHeard = true;
    this.#ports.feeds.follow(thread, head);
    this.#ports.feeds.lagging(thread);
    // It may have gone with its parent, to which the reader belongs again.
    this.#ports.timelines.known(thread)?.came();
  }

  #unheard(thread: ThreadId): void {
    if (this.#ports.inbox.has(thread)) return;
    this.#ports.feeds.drop(thread);
    this.#ports.timelines.known(thread)?.letGo();
  }

  clear(): void {
    this.#opened.clear();
  }
}
