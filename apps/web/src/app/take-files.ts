import type { Client } from '@rookery/client';
import { showToast } from '../design/toasts.ts';
import { receiver } from '../files/receiver.ts';
import { followUploads } from '../files/uploads.ts';
import { followIncomingFiles } from '../lib/incoming-files.ts';
import { text } from '../locales/text.ts';
import { warnOfLoss } from './warn-of-loss.ts';

/** Files that come into the window go to the composer that is open; where there is none, that is said. What an earlier page left goes on. */
export const takeFiles = (client: Client): void => {
  warnOfLoss(client);
  void followUploads(client);
  followIncomingFiles((files) => {
    const to = receiver.get();
    if (to) to.take(files);
    else if (document.getElementById('composer')) takeSoon(files);
    else showToast(text('files.nowhere'));
  });
};

/** The part of a composer that takes files is loaded after its field: it has what came in between, where the reader has not gone on. */
const takeSoon = (files: readonly File[]): void => {
  const { pathname } = location;
  const stop = receiver.subscribe(() => {
    stop();
    if (location.pathname === pathname) receiver.get()?.take(files);
  });
};
