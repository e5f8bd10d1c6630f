import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HostNames } from './host-names.ts';
import { isForeignPage } from './origin.ts';

type EngineRequest = IncomingMessage & { readonly res?: ServerResponse };

/** Refuses requests of a transport before anything is spent on them: each of them, also those that belong to a connection. [OPS-5, OPS-23] */
export class Door {
  readonly #allowedOrigins: readonly string[];
  readonly #hosts: HostNames;

  constructor(allowedOrigins: readonly string[], hosts: HostNames) {
    this.#allowedOrigins = allowedOrigins;
    this.#hosts = hosts;
  }

  /** True where it may go on; else it has been answered. */
  admits(request: IncomingMessage): boolean {
    if (!this.#hosts.accepts(request.headers.host) || isForeignPage(request, this.#allowedOrigins))
      return refuse(request, 403, 'Forbidden');
    // JSONP is for pages of other origins, in browsers that are long gone.
    if (new URL(request.url ?? '/', 'http://node').searchParams.has('j')) return refuse(request, 400, 'Bad Request');
    return true;
  }
}

/** Answers a request of Engine.IO; one to upgrade has no response, only a socket. */
function refuse(request: EngineRequest, status: number, text: string): false {
  if (request.res) request.res.writeHead(status, { connection: 'close' }).end();
  else {
    request.socket.on('error', () => undefined);
    request.socket.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }
  return false;
}
