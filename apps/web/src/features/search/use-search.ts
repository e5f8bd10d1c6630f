import { ClientError } from '@rookery/client';
import type { AnswerOf, ConversationId, SearchHit } from '@rookery/protocol';
import { useCallback, useEffect, useState } from 'react';
import { useClient } from '../../sdk/ClientContext.ts';
import { usePages, type Pages } from '../../sdk/use-pages.ts';
import { isNothing, startOfDay, type Search } from './search-address.ts';

/** How far a search has come. */
export type Progress = Pick<AnswerOf<'search:messages'>, 'searchedBackTo' | 'incomplete'>;

const done: Progress = { searchedBackTo: null };
/** While the server is still reading: between two questions. */
const againMs = 2_000;

/** What the search finds, page by page, and how far back it has looked. Nothing is asked where there is nothing to look for. */
export const useSearch = (search: Search): Pages<SearchHit> & { readonly progress: Progress } => {
  const client = useClient();
  const [progress, setProgress] = useState<Progress>(done);
  const read = useCallback(
    async (cursor: string | undefined) => {
      if (isNothing(search)) return { rows: [], next: null };
      const { words, has, mentionsMe } = search;
      try {
        const { hits, next, ...come } = await client.search(words, {
          cursor,
          // The address was read by its pattern.
          conversation: search.in as ConversationId | undefined,
          user: search.from,
          before: search.before === undefined ? undefined : startOfDay(search.before),
          after: search.after === undefined ? undefined : startOfDay(search.after),
          has: has.length === 0 ? undefined : [...has],
          mentions: mentionsMe ? 'me' : undefined,
        });
        setProgress(come);
        return { rows: hits, next };
      } catch (thrown) {
        // Signs alone, on the way to a word.
        if (thrown instanceof ClientError && thrown.code === 'bad_request') return { rows: [], next: null };
        throw thrown;
      }
    },
    [client, search],
  );
  const pages = usePages(read);
  const { again } = pages;
  useEffect(() => {
    if (!progress.incomplete) return;
    const timer = setTimeout(again, againMs);
    return () => clearTimeout(timer);
  }, [progress, again]);
  return { ...pages, progress };
};
