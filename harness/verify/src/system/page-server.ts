import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Pages of our own, to which messages link: the one at `/NAME` has the title NAME. */
export class PageServer {
  readonly #server: Server;
  /** What was asked for, as addresses. */
  readonly asked = new Set<string>();
  /** `127.0.0.1:PORT`, for `ROOKERY_OUTBOUND_ALLOW`. */
  readonly host: string;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.host = `127.0.0.1:${port}`;
  }

  static async open(): Promise<PageServer> {
    let pages: PageServer | null = null;
    const server = createServer(({ url = '/' }, response) => {
      if (pages) pages.asked.add(`${pages.url}${url.slice(1)}`);
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(`<title>${url.slice(1).replaceAll(/[^\w-]/g, '')}</title>`);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    pages = new PageServer(server, (server.address() as AddressInfo).port);
    return pages;
  }

  get url(): string {
    return `http://${this.host}/`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
