import { ClientError } from '../client-error.ts';
import type { Link, Transport } from './transport.ts';

const load = () => import('./socket-io-link.ts');

/** Once it is there, connections open without a pause. */
let loaded: Awaited<ReturnType<typeof load>> | undefined;

/**
 * Socket.IO as transport only: no reconnection, no buffer of its own. `url` is left out in a page of the server. Its code loads with the
 * first connection: a browser shows its first screen, and what it keeps of conversations, before that is there.
 */
export const socketIoTransport = (
  options: {
    readonly url?: string | undefined;
    readonly transports?: readonly ('websocket' | 'polling')[] | undefined;
  } = {},
): Transport => ({
  open: ({ token }, events) => {
    const open = (): Link | undefined =>
      loaded?.openLink(options.url, options.transports ?? ['websocket', 'polling'], token, events);
    let link = open();
    if (link) return link;
    let isClosed = false;
    const close = (): void => {
      if (link) return link.close();
      if (isClosed) return;
      isClosed = true;
      events.closed(null);
    };
    load().then((module) => {
      loaded = module;
      if (!isClosed) link = open();
    }, close);
    return {
      way: () => link?.way?.() ?? 'websocket',
      request: (name, payload, deadlineMs) =>
        link?.request(name, payload, deadlineMs) ??
        Promise.reject(new ClientError('offline', 'There is no connection.')),
      close,
    };
  },
});
