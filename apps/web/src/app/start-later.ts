import type { Client } from '@rookery/client';
import { followDeletes } from './delete-later.ts';
import { takeFiles } from './take-files.ts';

/** What goes on for as long as the app does, and need not be there for its first screen. */
export const startLater = (client: Client): void => {
  takeFiles(client);
  followDeletes(client);
};
