import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

export type Went = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Where it leads; null: nowhere. */
  readonly to: string | null;
};

/** As a browser does it that follows a link of another origin's page. */
const clicked = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

/** A browser without a page: it keeps cookies, and is led from address to address. */
export class BrowserJar {
  readonly #cookies = new Map<string, Map<string, string>>();

  /** What it would send to this address. */
  cookies(url: string): string {
    const own = this.#cookies.get(new URL(url).origin) ?? new Map<string, string>();
    return [...own].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** One step. `fetch` would put headers of its own in the place of these. */
  go(url: string, headers: Readonly<Record<string, string>> = clicked): Promise<Went> {
    return new Promise((resolve, reject) => {
      const asking = request(url, { headers: { cookie: this.cookies(url), ...headers }, agent: false }, (response) => {
        this.#keep(url, response.headers['set-cookie'] ?? []);
        const { location } = response.headers;
        const to = location === undefined ? null : new URL(location, url).href;
        text(response).then(
          (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body, to }),
          reject,
        );
      });
      asking.once('error', reject).end();
    });
  }

  #keep(url: string, headers: readonly string[]): void {
    const { origin } = new URL(url);
    const own = this.#cookies.get(origin) ?? new Map<string, string>();
    this.#cookies.set(origin, own);
    for (const header of headers) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(header)) own.delete(name);
      else own.set(name, value);
    }
  }

  /** Goes on until `stop` says that this address is not to be asked. Answers that address. */
  async follow(url: string, stop: (url: string) => boolean): Promise<string> {
    let at = url;
    for (let steps = 0; steps < 10 && !stop(at); steps += 1) {
      const { to, status, body } = await this.go(at);
      if (to === null) throw new Error(`${at} leads nowhere: ${status} ${body}`);
      at = to;
    }
    return at;
  }
}
