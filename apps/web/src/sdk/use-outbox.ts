import { useObservable } from '../lib/use-observable.ts';
import { useClient } from './ClientContext.ts';

/** How many messages of all conversations wait to go out. */
export const useWaiting = (): number => useObservable(useClient().waiting);
