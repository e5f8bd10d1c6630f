import type { Client, InboxView, Observable } from '@rookery/client';
import { useObservable } from '../lib/use-observable.ts';
import { useClient } from './ClientContext.ts';
import { paced } from './paced.ts';

const inboxes = new WeakMap<Client, Observable<InboxView>>();

/** Something was said in the same conversations. */
const isTalk = (before: InboxView, after: InboxView): boolean =>
  before.state === after.state &&
  before.entries.length === after.entries.length &&
  before.threads.length === after.threads.length &&
  before.departures.size === after.departures.size;

const inboxOf = (client: Client): Observable<InboxView> => {
  const known = inboxes.get(client) ?? paced(client.inbox, isTalk);
  inboxes.set(client, known);
  return known;
};

/** The reader's conversations with what is unread in them. */
export const useInbox = (): InboxView => useObservable(inboxOf(useClient()));
