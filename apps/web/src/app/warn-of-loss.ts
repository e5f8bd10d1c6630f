import type { Client } from '@rookery/client';
import { isStorageKept } from '../lib/kept-storage.ts';
import { begunTexts } from '../store/drafts.ts';

/** Where the browser keeps nothing, it asks before a page is left with which something would be lost. */
export const warnOfLoss = ({ waiting }: Client): void => {
  if (isStorageKept) return;
  addEventListener('beforeunload', (event) => {
    if (begunTexts().length > 0 || waiting.get() > 0) event.preventDefault();
  });
};
