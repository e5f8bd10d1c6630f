import type { ConversationId, Entry } from '@rookery/protocol';

/** Places remembered of one conversation: beyond it the oldest are counted, not placed. */
const placedLimit = 500;

type Known = {
  /** The life of the log that this is about: a failover may begin another one, in which the numbers stand for other messages. */
  epoch: string;
  /** Mentions that a list counted after `read`, somewhere up to `upTo`. */
  counted: number;
  upTo: number;
  /** Where those are that came live, in rising order. */
  placed: number[];
};

/** How many messages after a read mark mention the reader: exact for what came live, and for a list's marks. What is before it (`calledLate`), the server alone counts. */
export class Mentions {
  readonly #known = new Map<ConversationId, Known>();

  /** As a list or a step of the inbox says. */
  listed({ conversation, head, mentions, calledLate = 0 }: Entry): void {
    const known = this.#known.get(conversation);
    const placed = known?.epoch === head.epoch ? known.placed.filter((seq) => seq > head.seq) : [];
    this.#known.set(conversation, { epoch: head.epoch, counted: mentions - calledLate, upTo: head.seq, placed });
  }

  add(conversation: ConversationId, seq: number): void {
    const known = this.#known.get(conversation);
    if (!known || seq <= known.upTo || seq <= (known.placed.at(-1) ?? 0)) return;
    known.placed.push(seq);
    if (known.placed.length <= placedLimit) return;
    known.upTo = known.placed.shift() ?? known.upTo;
    known.counted += 1;
  }

  /** An edit or a deletion: whether the message calls the reader now. False where that cannot be told without the server. */
  changed(conversation: ConversationId, seq: number, isCalled: boolean): boolean {
    const known = this.#known.get(conversation);
    if (!known || seq <= known.upTo) return false;
    const others = known.placed.filter((placed) => placed !== seq);
    known.placed = isCalled ? [...others, seq].sort((a, b) => a - b) : others;
    return true;
  }

  after(conversation: ConversationId, read: number): number {
    const known = this.#known.get(conversation);
    if (!known) return 0;
    if (read >= known.upTo) known.counted = 0;
    return known.counted + known.placed.filter((seq) => seq > read).length;
  }

  /** Whether it is known how many are after a mark at `read`: those that a list counted have no places, and some of them may be before it. */
  isKnownAfter(conversation: ConversationId, read: number): boolean {
    const known = this.#known.get(conversation);
    return !known || known.counted === 0 || read >= known.upTo;
  }

  /** What is before `first` is not kept any more. False where it cannot be told how many of them that were. */
  trimmed(conversation: ConversationId, first: number): boolean {
    const known = this.#known.get(conversation);
    if (!known) return true;
    known.placed = known.placed.filter((seq) => seq >= first);
    return this.isKnownAfter(conversation, first - 1);
  }

  forget(conversation: ConversationId): void {
    this.#known.delete(conversation);
  }

  clear(): void {
    this.#known.clear();
  }
}
