import { foldName } from '@rookery/protocol';
import type { ConversationId } from '@rookery/protocol';
import type { OpenFeeds } from './open-feeds.ts';

/** Names kept; beyond it all are forgotten. */
const namesLimit = 10_000;

/** Public rooms by name, as far as their feeds are live on this node: a rename is heard there, so that a name found here is true. */
export class RoomNames {
  readonly #feeds: OpenFeeds;
  readonly #byName = new Map<string, ConversationId>();

  constructor(feeds: OpenFeeds) {
    this.#feeds = feeds;
  }

  /** Null where it has to be looked up. */
  find(name: string): ConversationId | null {
    const folded = foldName(name);
    const known = this.#byName.get(folded);
    if (!known) return null;
    const facts = this.#feeds.of(known)?.state?.facts;
    if (facts?.kind === 'room' && facts.visibility === 'public' && foldName(facts.name) === folded) return known;
    this.#byName.delete(folded);
    return null;
  }

  remember(name: string, room: ConversationId): void {
    if (this.#byName.size >= namesLimit) this.#byName.clear();
    this.#byName.set(foldName(name), room);
  }
}
