import type { IncomingMessage, Server } from 'node:http';

/** The address within this server: without `base`, be it that the proxy in front has passed it on or taken it away. */
export function withoutBase(url: string, base: string): string {
  if (!url.startsWith(base)) return url;
  const rest = url.slice(base.length);
  if (rest === '' || rest.startsWith('?')) return `/${rest}`;
  // `/chatter` is another address than `/chat`.
  return rest.startsWith('/') ? rest : url;
}

/**
 * From now on everybody who listens to `server`, Socket.IO and the HTTP edge alike, sees addresses without `base`. To be called when all
 * others listen: then this is heard before them.
 */
export function serveUnder(server: Server, base: string): void {
  if (base === '') return;
  const strip = (request: IncomingMessage): void => {
    request.url = withoutBase(request.url ?? '/', base);
  };
  server.prependListener('request', strip);
  server.prependListener('upgrade', strip);
}
