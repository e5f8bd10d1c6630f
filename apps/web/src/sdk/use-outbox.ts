import type { OutboxItem } from '@rookery/client';
import { useObservable } from '../lib/use-observable.ts';
import { useClient } from './ClientContext.ts';

/** How many messages of all conversations wait to go out. */
export const useWaiting = (): number => useObservable(useClient().waiting);

/** What is on its way in all conversations, or was given up on, the oldest first. */
export const useUnsent = (): readonly OutboxItem[] =>
  useObservable(useClient().outbox).filter(({ status }) => status.state !== 'sent');
