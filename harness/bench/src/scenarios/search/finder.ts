import type { ConversationId, User } from '@rookery/protocol';
import type { openEmbeddedStore } from '@rookery/server/embedded-store';
import { IndexFollower } from '@rookery/server/index-follower';
import { LocalFinder } from '@rookery/server/local-finder';
import { Profiles } from '@rookery/server/profiles';
import { NodeSearchIndex } from '@rookery/server/search-index';
import { searchMessages } from '@rookery/server/search-messages';

type Store = Awaited<ReturnType<typeof openEmbeddedStore>>;
type Request = Parameters<typeof searchMessages>[2];

/** A node's search over a store, as the server puts it together. */
export class Finder {
  readonly #index: NodeSearchIndex;
  readonly #indexing: IndexFollower;
  readonly #search: (user: User, request: Request) => ReturnType<typeof searchMessages>;

  constructor(store: Store, file: string) {
    const failed = (error: unknown): void => console.error(error);
    this.#index = new NodeSearchIndex(file, failed);
    this.#indexing = new IndexFollower({ log: store.log, index: this.#index }, failed);
    const search = new LocalFinder(this.#index, this.#indexing);
    const { log, users, people } = store;
    const ports = { log, users, people, profiles: new Profiles(people), search };
    this.#search = (user, request) => searchMessages(ports, { user } as Parameters<typeof searchMessages>[1], request);
  }

  catchUp(conversations: readonly ConversationId[], withinMs: number): Promise<ReadonlySet<ConversationId>> {
    return this.#indexing.catchUp(conversations, withinMs);
  }

  /** Something was written there, as a node hears it. */
  note(conversation: ConversationId): void {
    this.#indexing.note(conversation);
  }

  search(user: User, query: string, more: Omit<Request, 'query'> = {}): ReturnType<typeof searchMessages> {
    return this.#search(user, { query, ...more });
  }

  /** The places of what is found, page by page, at most `limit`. */
  async places(user: User, query: string, limit: number): Promise<readonly string[]> {
    const places: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null && places.length < limit;) {
      const page = await this.#search(user, { query, limit: 50, ...(cursor === undefined ? {} : { cursor }) });
      places.push(...page.hits.map(({ message: { conversation, seq } }) => `${conversation} ${seq}`));
      cursor = page.next;
    }
    return places.slice(0, limit);
  }

  /** Processor time of the index's thread so far, in µs. */
  usedUs(): Promise<number> {
    return this.#index.usedUs();
  }

  async close(): Promise<void> {
    await this.#indexing.close();
    await this.#index.close();
  }
}
