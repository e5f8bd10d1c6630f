import { useSyncExternalStore } from 'react';
import { isTwinAmong } from '../lib/name-twins.ts';
import { useClient } from './ClientContext.ts';

/** Whether somebody else has this display name too. Renders again only when that changes. */
export const useIsTwin = (displayName: string): boolean => {
  const { all } = useClient().people;
  return useSyncExternalStore(all.subscribe, () => isTwinAmong(all.get(), displayName));
};
