import type { IncomingMessage, Server } from 'node:http';

/** A request has arrived by then, or its connection ends, ms. [OPS-27] */
const arrivalMs = 30_000;

/** What Node's own `requestTimeout` does for all requests alike, but for files: those may take long, and whoever takes them in sees to it that they go on. */
export function limitArrival(server: Server): void {
  const takesLong = ({ url = '' }: IncomingMessage): boolean => /^\/api\/v1\/(?:files|uploads)(?:[/?]|$)/.test(url);
  server.on('request', (request, response) => {
    let timer: NodeJS.Timeout | undefined;
    const begin = (): void => {
      timer = setTimeout(() => {
        if (!request.complete) request.socket.destroy();
      }, arrivalMs);
      timer.unref();
    };
    request.once('close', () => clearTimeout(timer));
    // What is left of a body that was refused is a request like any other.
    if (takesLong(request)) response.once('finish', () => !request.complete && begin());
    else begin();
  });
}
