import { asClientError, type Client } from '@rookery/client';
import { isThreadId, type AnswerOf, type ConversationId, type Message } from '@rookery/protocol';
import { useEffect, useMemo } from 'react';
import { cell } from '../../lib/cell.ts';
import type { LinkedMessage } from '../../lib/linked-messages.ts';
import { useObservable } from '../../lib/use-observable.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { useIsConnected } from '../../sdk/use-connection.ts';

/** `hidden`: not for this reader; `gone`: it is no longer kept; `failed`: it could not be told. */
type Found = Message | 'hidden' | 'gone' | 'failed' | undefined;
type Kept = {
  readonly linked: LinkedMessage;
  found: Found;
  readonly told: ReturnType<typeof cell<Found>>;
  users: number;
};
type Page = Pick<AnswerOf<'history:fetch'>, 'messages'> & { readonly first: number };

const mostKept = 200;
const mostAtOnce = 2;
/** Messages of one conversation that lie so near each other are asked for together. */
const near = 25;

/** What the reader's own client has been told of messages that others link to, with her rights. Of those that nobody looks at, the oldest are forgotten. */
class LinkedMessages {
  readonly #client: Client;
  readonly #kept = new Map<string, Kept>();
  #waiting: Kept[] = [];
  #running = 0;

  constructor(client: Client) {
    this.#client = client;
    // What it says now: only the server knows what is hidden from whom.
    client.on('step', (step) => {
      if (step.kind === 'change' && (step.change.kind === 'edit' || step.change.kind === 'delete'))
        this.#askAgain(step.change.conversation, step.change.seq);
    });
    client.on('skipped', ({ conversation }) => this.#askAgain(conversation));
  }

  /** One message of a conversation, or all of them. */
  #askAgain(conversation: ConversationId, seq?: number): void {
    for (const { linked, found } of [...this.#kept.values()])
      if (typeof found === 'object' && found.conversation === conversation && (seq ?? found.seq) === found.seq)
        this.ask(linked);
  }

  of(linked: LinkedMessage): Kept {
    let kept = this.#kept.get(linked.path);
    if (!kept) {
      kept = { linked, found: undefined, told: cell<Found>(undefined), users: 0 };
      for (const [path, { users }] of this.#kept)
        if (this.#kept.size >= mostKept && users === 0) this.#kept.delete(path);
    }
    this.#kept.delete(linked.path);
    this.#kept.set(linked.path, kept);
    return kept;
  }

  /** Somebody looks at it, or does no longer. */
  hold(linked: LinkedMessage, by: 1 | -1): void {
    this.of(linked).users += by;
  }

  ask(linked: LinkedMessage): void {
    const kept = this.of(linked);
    if (!this.#waiting.includes(kept)) this.#waiting.push(kept);
    // All that are shown at once first say so.
    queueMicrotask(() => void this.#work());
  }

  async #work(): Promise<void> {
    const first = this.#running < mostAtOnce ? this.#waiting[0] : undefined;
    if (!first) return;
    const { head, name, root, seq } = first.linked;
    const together = this.#waiting.filter(
      ({ linked }) =>
        linked.head === head && linked.name === name && linked.root === root && Math.abs(linked.seq - seq) <= near,
    );
    this.#waiting = this.#waiting.filter((one) => !together.includes(one));
    this.#running += 1;
    const limit = together.length > 1 ? 2 * near + 1 : 1;
    const found = await this.#read(first.linked, limit).catch((thrown: unknown) => {
      const { code } = asClientError(thrown);
      return code === 'forbidden' || code === 'not_found' ? ('hidden' as const) : ('failed' as const);
    });
    this.#running -= 1;
    for (const kept of together) {
      kept.found =
        typeof found === 'string'
          ? found
          : // What lies before her joining does not exist for her.
            (found.messages.find((message) => message.seq === kept.linked.seq) ??
            (kept.linked.seq < found.first ? 'gone' : 'hidden'));
      kept.told.set(kept.found);
    }
    void this.#work();
  }

  async #read({ head, name, root, seq }: LinkedMessage, limit: number): Promise<Page> {
    const asked = decodeURIComponent(name);
    const target = asked.startsWith(`${head}_`)
      ? { conversation: asked }
      : head === 'r'
        ? { room: asked }
        : { to: asked };
    const page = await this.#client.request('history:fetch', {
      ...target,
      ...(root === undefined ? { around: seq, limit } : { around: root, limit: 1 }),
    });
    const first = this.#firstKept(asked, page);
    if (root === undefined) return { messages: page.messages, first };
    // The thread's id is the root's to tell.
    const thread: ConversationId | undefined = page.messages.find((message) => message.seq === root)?.thread?.id;
    // All of a thread goes with its root.
    if (thread === undefined || !isThreadId(thread)) return { messages: [], first: root < first ? Infinity : 0 };
    const { messages, head: threadHead } = await this.#client.request('history:fetch', {
      ...{ conversation: thread, around: seq, limit },
    });
    return { messages, first: threadHead.first };
  }

  /** What is before it was taken away; 0 where it was said before she came, perhaps. */
  #firstKept(asked: string, { messages, head }: AnswerOf<'history:fetch'>): number {
    const id = messages[0]?.conversation ?? asked;
    const { entries } = this.#client.inbox.get();
    const entry = entries.find(({ conversation, room }) => conversation === id || room?.name === id);
    return entry?.room?.history === 'since-join' ? 0 : head.first;
  }
}

const books = new WeakMap<Client, LinkedMessages>();

/** A message that another one links to, as it reads now; undefined until that is known. */
export const useLinkedMessage = (linked: LinkedMessage): Found => {
  const client = useClient();
  const isConnected = useIsConnected();
  const book = useMemo(() => {
    const known = books.get(client) ?? new LinkedMessages(client);
    books.set(client, known);
    return known;
  }, [client]);
  const kept = useMemo(() => book.of(linked), [book, linked]);
  const found = useObservable(kept.told);
  useEffect(() => {
    book.hold(linked, 1);
    return () => book.hold(linked, -1);
  }, [book, linked]);
  useEffect(() => {
    // Once connected again too: edits may have been missed.
    if (isConnected) book.ask(linked);
  }, [book, isConnected, linked]);
  return found;
};
