import { utf8Bytes } from '@rookery/protocol';
import type { HeldPosition, Head, Link, ThreadAt } from '@rookery/protocol';
import { linksOf } from './stored-link.ts';
import type { Continuation, LogChange, ReadMessage } from './log.ts';

/** About what an answer may hold on the wire. The first thing always fits, so that asking again gets on. */
export class AnswerBudget {
  #left: number;
  #isFirst = true;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  get left(): number {
    return Math.max(0, this.#left);
  }

  /** Whether it still fits: then it is counted. */
  takes(bytes: number): boolean {
    if (bytes > this.#left && !this.#isFirst) return false;
    this.#left -= bytes;
    this.#isFirst = false;
    return true;
  }
}

/** Threads that have changed, up to which mark that is, and whether more have. */
export type ChangedThreads = {
  readonly mark: number;
  readonly changed: readonly ThreadAt[];
  readonly isMore: boolean;
};

/** About what one takes on the wire. */
const threadBytes = 300;

/** What came after a position, in order, as far as the budget reaches. */
export function continuationOf(
  held: HeldPosition,
  head: Head,
  found: {
    readonly messages: readonly ReadMessage[];
    readonly changes: readonly LogChange[];
    /** After the held mark, if any: all of them, or as many as were asked for. */
    readonly threads?: ChangedThreads | undefined;
  },
  budget: AnswerBudget,
): Continuation {
  const messages = takenWhile(found.messages, (message) => budget.takes(bytesOfMessage(message)));
  const changes = takenWhile(found.changes, (change) => budget.takes(bytesOfChange(change)));
  const threads = found.threads && takenThreads(found.threads, held.mark ?? 0, budget);
  const more =
    (messages.at(-1)?.seq ?? held.seq) < head.seq ||
    (changes.at(-1)?.rev ?? held.rev) < head.rev ||
    (threads?.isMore ?? false);
  return {
    state: 'continuous',
    head,
    messages,
    changes,
    more,
    ...(threads && { threads: { mark: threads.mark, changed: threads.changed } }),
  };
}

/** All that fit, or none: a mark lies behind all of them. The first thing always fits, so that asking again gets on. */
function takenThreads({ mark, changed, isMore }: ChangedThreads, held: number, budget: AnswerBudget) {
  const fits = budget.takes(changed.length * threadBytes);
  return fits ? { mark, changed, isMore } : { mark: held, changed: [], isMore: true };
}

function takenWhile<Item>(items: readonly Item[], isTaken: (item: Item) => boolean): Item[] {
  const end = items.findIndex((item) => !isTaken(item));
  return items.slice(0, end < 0 ? items.length : end);
}

/** About what it takes on the wire. */
const bytesOfMessage = (message: ReadMessage): number =>
  250 +
  utf8Bytes(message.content ?? '') +
  bytesOfReactions(message.reactions) +
  30 * (message.mentions?.length ?? 0) +
  bytesOfLinks(linksOf(message.links));

function bytesOfChange(change: LogChange): number {
  switch (change.kind) {
    case 'edit':
      return 150 + utf8Bytes(change.content);
    case 'react':
      return 150 + bytesOfReactions(change.reactions);
    case 'links':
      return 150 + bytesOfLinks(change.links);
    default:
      return 150;
  }
}

const bytesOfLinks = (links: readonly Pick<Link, 'url' | 'title' | 'text'>[]): number =>
  links.reduce((sum, { url, title = '', text = '' }) => sum + 400 + utf8Bytes(url) + utf8Bytes(title + text), 0);

const bytesOfReactions = (reactions: ReadMessage['reactions']): number =>
  reactions?.reduce((sum, { users }) => sum + 40 + 28 * users.length, 0) ?? 0;
