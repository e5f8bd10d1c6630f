import type { InboxView } from '@rookery/client';
import { useObservable } from '../lib/use-observable.ts';
import { useClient } from './ClientContext.ts';

/** The reader's conversations with what is unread in them. */
export const useInbox = (): InboxView => useObservable(useClient().inbox);
