import type { Entry } from '@rookery/protocol';
import { useCallback } from 'react';
import { entryTitle } from '../lib/entry-title.ts';
import { useText } from '../locales/text.ts';
import { useMe } from './use-session.ts';

/** What conversations are called by the reader. */
export const useTitleOf = (): ((entry: Entry) => string) => {
  const text = useText();
  const { id } = useMe();
  return useCallback((entry) => entryTitle(text, entry, id), [text, id]);
};
