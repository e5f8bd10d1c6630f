import { showToast } from '../design/toasts.ts';
import { receiver } from '../files/receiver.ts';
import { followIncomingFiles } from '../lib/incoming-files.ts';
import { text } from '../locales/text.ts';

/** Files that come into the window go to the composer that is open; where there is none, that is said. */
export const takeFiles = (): void =>
  followIncomingFiles((files) => {
    const to = receiver.get();
    if (to) to.take(files);
    else showToast(text('files.nowhere'));
  });
