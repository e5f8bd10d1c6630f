import type { ErrorBody, PayloadOf, ServerEventName } from '@rookery/protocol';
import { io } from 'socket.io-client';
import type { ManagerOptions, Socket, SocketOptions } from 'socket.io-client';
import { ClientError } from '../client-error.ts';
import { cookieToken } from '../session/session-storage.ts';
import type { Link, LinkEvents } from './transport.ts';

type Ack = { readonly ok: true } | { readonly ok: false; readonly error: ErrorBody };

/** `https://host/chat` is a server under a path; Socket.IO would take the path for a namespace. */
function openUnder(url: string, settings: Partial<ManagerOptions & SocketOptions>): Socket {
  const [, origin = url, path = ''] = /^((?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]+)(\/[^?#]*)/i.exec(url) ?? [];
  const base = path.replace(/\/+$/, '');
  return io(origin, base === '' ? settings : { ...settings, path: `${base}/socket.io/` });
}

/**
 * Whether a transport failed because the server refuses the page's origin: behind a proxy that changes Host, it takes its own pages for
 * another's. Socket.IO's error keeps the status of the request that failed. Browsers do not tell it of a WebSocket.
 */
const isForbidden = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'description' in error && error.description === 403;

export function openLink(
  url: string | undefined,
  transports: readonly ('websocket' | 'polling')[],
  token: string | null,
  events: LinkEvents,
): Link {
  const settings = {
    auth: token === null || token === cookieToken ? { protocol: 1 } : { protocol: 1, token },
    transports: [...transports],
    tryAllTransports: true,
    reconnection: false,
    forceNew: true,
    timeout: 10_000,
  };
  const socket = url === undefined ? io(settings) : openUnder(url, settings);
  let isClosed = false;
  const close = (refusal: ErrorBody | null): void => {
    if (isClosed) return;
    isClosed = true;
    socket.offAny();
    socket.disconnect();
    events.closed(refusal);
  };
  socket.onAny((name: ServerEventName, payload: PayloadOf<ServerEventName>) => {
    if (!isClosed) events.event(name, payload);
  });
  const refused = (error: unknown): ErrorBody | null =>
    isForbidden(error) ? { code: 'forbidden', message: 'The server refuses requests from this page.' } : null;
  socket.on('connect_error', (error: Error & { data?: ErrorBody }) =>
    close(error.data?.code ? error.data : refused(error)),
  );
  socket.on('disconnect', (_reason: string, error: unknown) => close(refused(error)));
  return {
    way: () => (socket.io.engine?.transport.name === 'polling' ? 'polling' : 'websocket'),
    request: (name, payload, deadlineMs) =>
      new Promise((resolve, reject) => {
        if (isClosed || !socket.connected) {
          reject(new ClientError('offline', 'There is no connection.'));
          return;
        }
        socket.timeout(deadlineMs).emit(name, payload, (timedOut: Error | null, ack: Ack | undefined) => {
          if (timedOut || !ack) reject(new ClientError('timeout', 'The server has not answered in time.'));
          else if (ack.ok) resolve(ack as never);
          else reject(new ClientError(ack.error.code, ack.error.message, ack.error));
        });
      }),
    close: () => close(null),
  };
}
