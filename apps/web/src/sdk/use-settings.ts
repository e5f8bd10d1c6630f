import type { Settings, UserId } from '@rookery/protocol';
import { useSyncExternalStore } from 'react';
import { useObservable } from '../lib/use-observable.ts';
import { useClient } from './ClientContext.ts';

/** The reader's settings; null until they are known. */
export const useSettings = (): Settings | null => useObservable(useClient().settings);

/** Whether the reader has blocked somebody. Renders again only when that changes. */
export const useIsBlocked = (user: UserId | undefined): boolean => {
  const { settings } = useClient();
  return useSyncExternalStore(
    settings.subscribe,
    () => user !== undefined && settings.get()?.blocked.includes(user) === true,
  );
};
