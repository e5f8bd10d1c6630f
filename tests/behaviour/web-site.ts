import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';

/** A site of a test's own, on this machine. */
export type WebSite = {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** What was asked for so far. */
  readonly asked: string[];
  /** While it is on, pages are not answered. */
  holds: boolean;
  /** Answers those that were held. */
  release(): void;
  url(path: string): string;
  close(): Promise<void>;
};

/**
 * `/page/NAME` has the title NAME and a picture, `/plain/NAME` has none, `/to?URL` leads there.
 */
export async function startWebSite(): Promise<WebSite> {
  const picture = await sharp({ create: { width: 640, height: 320, channels: 3, background: '#3584e4' } })
    .withExif({ IFD0: { Copyright: 'a secret of the picture' } })
    .jpeg()
    .toBuffer();
  const asked: string[] = [];
  const answerPage = (answer: ServerResponse, name: string, head = ''): void => {
    answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    answer.end(
      `<title>${name}</title>${head}<meta property="og:description" content="About ${name}"><meta property="og:site_name" content="The site">`,
    );
  };
  const held: (() => void)[] = [];
  const serve = (url: string, answer: ServerResponse): void => {
    const [, what = '', name = ''] = url.split('/');
    if (what === 'picture.jpg') answer.writeHead(200, { 'content-type': 'image/jpeg' }).end(picture);
    else if (what.startsWith('to?')) answer.writeHead(302, { location: decodeURIComponent(url.slice(4)) }).end();
    else if (site.holds) held.push(() => serve(url, answer));
    else if (what === 'page') answerPage(answer, name, '<meta property="og:image" content="/picture.jpg">');
    else if (what === 'plain') answerPage(answer, name);
    else answer.writeHead(404).end();
  };
  const server = createServer(({ url = '' }, answer) => {
    asked.push(url);
    serve(url, answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const site: WebSite = {
    host,
    asked,
    holds: false,
    release: () => {
      for (const answer of held.splice(0)) answer();
    },
    url: (path) => `http://${host}${path}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return site;
}
