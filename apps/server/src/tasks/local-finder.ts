import type { FoundNow, MessageFinder } from '../ports/message-finder.ts';
import type { Lookup, SearchIndex } from '../ports/search-index.ts';
import type { IndexFollower } from './index-follower.ts';

/** Looks in one index, which it brings up to date first. */
export class LocalFinder implements MessageFinder {
  readonly #index: Pick<SearchIndex, 'find'>;
  readonly #follower: Pick<IndexFollower, 'catchUp'>;

  constructor(index: Pick<SearchIndex, 'find'>, follower: Pick<IndexFollower, 'catchUp'>) {
    this.#index = index;
    this.#follower = follower;
  }

  async find(lookup: Lookup, catchUpMs: number): Promise<FoundNow> {
    const behind = await this.#follower.catchUp(lookup.conversations, catchUpMs);
    return { ...(await this.#index.find(lookup)), behind: [...behind] };
  }
}
