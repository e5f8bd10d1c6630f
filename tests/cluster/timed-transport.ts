import { ClientError, socketIoTransport } from '@rookery/client';
import type { Transport } from '@rookery/client';

/** Every request is answered within 10 s; the timer of a busy test may be late. */
const hungMs = 10_900;

/** The client's own transport, which notes in `hung` every request that an open connection left without an answer. */
export function timedTransport(url: string, hung: string[]): Transport {
  const transport = socketIoTransport({ url, transports: ['websocket'] });
  return {
    open: (auth, events) => {
      const link = transport.open(auth, events);
      return {
        close: () => link.close(),
        request: (name, payload, deadlineMs) => {
          const askedAt = Date.now();
          // Later than the client's own deadline, so that an answer in the last moment is no hang.
          return link.request(name, payload, Math.max(deadlineMs, hungMs)).catch((error: unknown) => {
            if (error instanceof ClientError && error.code === 'timeout' && Date.now() - askedAt >= hungMs)
              hung.push(`${name} after ${Date.now() - askedAt} ms`);
            throw error;
          });
        },
      };
    },
  };
}
