import type { ServerSettings } from '@rookery/protocol';
import { useObservable } from '../lib/use-observable.ts';
import { useClient } from './ClientContext.ts';

/** What holds for the whole server; undefined until it has said so. */
export const useServer = (): ServerSettings | undefined => useObservable(useClient().server);

/** How the server is called: as its admins named it; the product's name until that is known. */
export const useServerName = (): string => useServer()?.name ?? 'Rookery';
