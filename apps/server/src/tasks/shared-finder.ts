import type { ConversationId } from '@rookery/protocol';
import { homeOf, ownersOf, ownersOfEach } from '../domain/search/owners.ts';
import type { FoundNow, MessageFinder } from '../ports/message-finder.ts';
import type { NodeCalls } from '../ports/node-calls.ts';
import type { Lookup } from '../ports/search-index.ts';
import { askedConversations, finderQuestion, foundNow, toFindQuestion } from './finder-calls.ts';
import type { IndexFollower } from './index-follower.ts';
import { mergeFound } from './merge-found.ts';

/** A node that did not answer is asked again after so long; until then the other owner is. */
const silentMs = 5_000;
/** How often an owner that was not asked hears what is searched. */
const coverMs = 60_000;
/** Conversations of which it is remembered when their owners heard of them; beyond it all are told again. */
const toldLimit = 50_000;

/**
 * Looks in the indexes of several nodes. Each conversation's index is kept by two of them (`ownersOf`); a question is split by owner, asked of all at
 * once, and what they found is merged by time. Where an owner does not answer, or has not read all yet, the other one is asked; where none answers,
 * this node reads the logs itself, as if it were alone. With one node or two each owns all, and nobody asks.
 *
 * Owners may differ for the seconds in which nodes hear of one that came or went: whoever is asked for what it does not own says that it is behind
 * there, and the next one is asked. Nothing is shown that was not read from the log, so an owner can only find too little, never too much. [FIND-9]
 */
export class SharedFinder implements MessageFinder {
  readonly #own: MessageFinder;
  readonly #follower: Pick<IndexFollower, 'catchUp'>;
  readonly #calls: NodeCalls;
  /** By node: until when it is left alone. */
  readonly #silent = new Map<string, number>();
  readonly #told = new Map<string, number>();

  constructor(own: MessageFinder, follower: Pick<IndexFollower, 'catchUp'>, calls: NodeCalls) {
    this.#own = own;
    this.#follower = follower;
    this.#calls = calls;
  }

  async find(lookup: Lookup, catchUpMs: number): Promise<FoundNow> {
    const { nodes } = this.#calls;
    if (nodes.length <= ownersOfEach || lookup.conversations.length > askedConversations)
      return this.#own.find(lookup, catchUpMs);
    const owners = new Map(lookup.conversations.map((id) => [id, this.#inTurn(ownersOf(id, nodes))]));
    if (catchUpMs > 0) this.#tellOthers(owners);
    const parts: FoundNow[] = [];
    /** What was found where more had been written, by whom it was found last. */
    const partly = new Map<ConversationId, FoundNow>();
    let left: readonly ConversationId[] = lookup.conversations;
    for (let turn = 0; turn < ownersOfEach && left.length > 0; turn += 1) {
      const asked = await Promise.all(
        [...grouped(left, (id) => owners.get(id)?.[turn])].map(([node, conversations]) =>
          this.#ask(node, { ...lookup, conversations }, catchUpMs),
        ),
      );
      const again: ConversationId[] = [];
      for (const { conversations, found } of asked) {
        const behind = new Set(found ? found.behind.map(homeOf) : conversations.map(homeOf));
        const late = conversations.filter((id) => behind.has(homeOf(id)));
        again.push(...late);
        if (!found) continue;
        parts.push(only(found, (id) => !behind.has(homeOf(id)), []));
        for (const id of late) partly.set(id, found);
      }
      left = again;
    }
    for (const [found, ids] of grouped(left, (id) => partly.get(id))) {
      const homes = new Set(ids.map(homeOf));
      parts.push(only(found, (id) => homes.has(homeOf(id)), ids));
    }
    // Its owners are dead, and nobody has noticed yet.
    const unheard = left.filter((id) => !partly.has(id));
    if (unheard.length > 0) parts.push(await this.#own.find({ ...lookup, conversations: unheard }, catchUpMs));
    return mergeFound(parts, lookup.limit);
  }

  /** What another node asks. */
  async answer(question: unknown): Promise<unknown> {
    const asked = finderQuestion.parse(question);
    const mine = (ids: readonly ConversationId[]): readonly ConversationId[] =>
      ids.filter((id) => ownersOf(id, this.#calls.nodes).includes(this.#calls.me));
    if (asked.kind === 'cover') {
      await this.#follower.catchUp(mine(asked.conversations), 0);
      return null;
    }
    const conversations = mine(asked.lookup.conversations);
    const owned = new Set(conversations);
    const found = await this.#own.find({ ...asked.lookup, conversations }, asked.catchUpMs);
    const foreign = asked.lookup.conversations.filter((id) => !owned.has(id));
    return { ...found, behind: [...found.behind, ...foreign] } satisfies FoundNow;
  }

  /** This node first, then those that answer. */
  #inTurn(owners: readonly string[]): readonly string[] {
    const order = (node: string): number => (node === this.#calls.me ? 0 : this.#isSilent(node) ? 2 : 1);
    return owners.toSorted((one, other) => order(one) - order(other));
  }

  #isSilent(node: string): boolean {
    return performance.now() < (this.#silent.get(node) ?? 0);
  }

  /** `found`: null where it does not answer. */
  async #ask(
    node: string,
    lookup: Lookup,
    catchUpMs: number,
  ): Promise<{ readonly conversations: readonly ConversationId[]; readonly found: FoundNow | null }> {
    const { conversations } = lookup;
    if (this.#isSilent(node)) return { conversations, found: null };
    try {
      const found =
        node === this.#calls.me
          ? await this.#own.find(lookup, catchUpMs)
          : foundNow.parse(await this.#calls.call(node, toFindQuestion(lookup, catchUpMs)));
      return { conversations, found };
    } catch {
      if (node !== this.#calls.me) this.#silent.set(node, performance.now() + silentMs);
      return { conversations, found: null };
    }
  }

  /** The owners that are not asked keep the index, too: it is there when the first one dies. */
  #tellOthers(owners: ReadonlyMap<ConversationId, readonly string[]>): void {
    const now = performance.now();
    const isDue = (id: ConversationId, node: string): boolean => (this.#told.get(`${node} ${id}`) ?? 0) <= now;
    const due = [...owners].filter(([id, [, other]]) => other !== undefined && isDue(id, other));
    if (this.#told.size + due.length > toldLimit) this.#told.clear();
    for (const [node, told] of grouped(due, ([, [, other]]) => other)) {
      if (this.#isSilent(node)) continue;
      const conversations = told.map(([id]) => id);
      for (const id of conversations) this.#told.set(`${node} ${id}`, now + coverMs);
      this.#calls.call(node, { kind: 'cover', conversations }).catch(() => {
        // The next search tells it again.
        for (const id of conversations) this.#told.delete(`${node} ${id}`);
      });
    }
  }
}

const only = (
  { places, reached }: FoundNow,
  isKept: (conversation: ConversationId) => boolean,
  behind: readonly ConversationId[],
): FoundNow => ({ places: places.filter(({ conversation }) => isKept(conversation)), reached, behind });

function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key | undefined): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
