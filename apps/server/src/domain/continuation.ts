import { utf8Bytes } from '@rookery/protocol';
import type { HeldPosition, Head, Link } from '@rookery/protocol';
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

/** What came after a position, in order, as far as the budget reaches. */
export function continuationOf(
  held: HeldPosition,
  head: Head,
  found: { readonly messages: readonly ReadMessage[]; readonly changes: readonly LogChange[] },
  budget: AnswerBudget,
): Continuation {
  const messages = takenWhile(found.messages, (message) => budget.takes(bytesOfMessage(message)));
  const changes = takenWhile(found.changes, (change) => budget.takes(bytesOfChange(change)));
  const more = (messages.at(-1)?.seq ?? held.seq) < head.seq || (changes.at(-1)?.rev ?? held.rev) < head.rev;
  return { state: 'continuous', head, messages, changes, more };
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
