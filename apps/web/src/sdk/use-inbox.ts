import type { InboxView } from '@rookery/client';
import { useClient } from './ClientContext.ts';
import { usePaced } from './paced.ts';

/** Something was said in the same conversations. */
const isTalk = (before: InboxView, after: InboxView): boolean =>
  before.state === after.state &&
  before.entries.length === after.entries.length &&
  before.threads.length === after.threads.length &&
  before.departures.size === after.departures.size;

/** The reader's conversations with what is unread in them. */
export const useInbox = (): InboxView => usePaced(useClient().inbox, isTalk);
