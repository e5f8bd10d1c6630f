import type { ConversationId, DepartureReason, Entry, UserId } from '@rookery/protocol';

/** A conversation that the reader has lost: its line as it was; by what act, and whose, where that is known. She did herself what names nobody. */
export type Departure = {
  readonly entry: Entry;
  readonly why?: DepartureReason | undefined;
  readonly by?: UserId | undefined;
};

/** Departures kept; the oldest are forgotten. */
const kept = 100;

/** What the reader has lost since the client began, the latest last. Another map after each change. */
export class Departures {
  #all: ReadonlyMap<ConversationId, Departure> = new Map();

  get all(): ReadonlyMap<ConversationId, Departure> {
    return this.#all;
  }

  add(departure: Departure): void {
    const { conversation } = departure.entry;
    const others = [...this.#all].filter(([lost]) => lost !== conversation).slice(1 - kept);
    this.#all = new Map([...others, [conversation, departure]]);
  }

  /** Of one that was lost without a word. Of what this client never had nothing is told. */
  explain(conversation: ConversationId, reason: Pick<Departure, 'why' | 'by'>): void {
    const lost = this.#all.get(conversation);
    if (lost && lost.why === undefined)
      this.#all = new Map(this.#all).set(conversation, { entry: lost.entry, why: reason.why, by: reason.by });
  }

  /** The reader belongs to it again. */
  undo(conversation: ConversationId): void {
    if (!this.#all.has(conversation)) return;
    const others = new Map(this.#all);
    others.delete(conversation);
    this.#all = others;
  }

  clear(): void {
    this.#all = new Map();
  }
}
