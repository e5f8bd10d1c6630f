import type { Client } from '@rookery/client';
import { tray } from '../files/tray.ts';
import { isStorageKept } from '../lib/kept-storage.ts';
import { begunTexts } from '../store/drafts.ts';

/** The browser asks before a page is left with which something would be lost: files on their way that it has no room for, and where it keeps nothing all that was begun. */
export const warnOfLoss = ({ waiting }: Client): void => {
  addEventListener('beforeunload', (event) => {
    const isBegun = !isStorageKept && (begunTexts().length > 0 || waiting.get() > 0);
    const isUnkept = tray.get().some(({ kept, state }) => kept !== 'yes' && state.kind !== 'failed');
    if (isBegun || isUnkept) event.preventDefault();
  });
};
