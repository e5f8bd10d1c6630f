import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { ClientAddress } from '../gateway/client-address.ts';
import { wantsPage } from './wants-page.ts';
import { addSecurityHeaders, inlineScriptHashes } from './security-headers.ts';

/**
 * Pages of the web app: each is index.html, the router in the browser does the rest. As the app's router knows them
 * (apps/web/src/lib/paths.ts and the pages of its features).
 */
const pages = [
  '/',
  '/r/*',
  '/d/*',
  '/g/*',
  '/dm/*',
  '/rooms',
  '/search',
  '/saved',
  '/saved/*',
  '/inbox',
  '/ops',
  '/inbox/*',
  '/invite',
  '/invite/*',
  '/settings',
  '/settings/*',
  '/share',
  '/setup',
  '/password',
  '/address',
  '/unsubscribe',
];

/** What the browser is told for an app that is installed. */
const manifestFile = 'manifest.webmanifest';

/** Serves the built web app. Files with a hash in their name never change; the page itself is always asked for. */
export async function serveWebApp(
  server: FastifyInstance,
  directory: string,
  basePath: string,
  addresses: ClientAddress,
  filesFrom: string,
): Promise<void> {
  const page = join(directory, 'index.html');
  const html = existsSync(page) ? readFileSync(page, 'utf8') : null;
  addSecurityHeaders(server, html ? inlineScriptHashes(html) : [], addresses, filesFrom);
  if (html === null) return;
  await server.register(fastifyStatic, {
    root: directory,
    wildcard: false,
    index: false,
    globIgnore: ['index.html', manifestFile],
    preCompressed: true,
    setHeaders: (reply, path) => {
      void reply.header(
        'cache-control',
        path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
  const manifest = placeManifest(readFileSync(join(directory, manifestFile), 'utf8'), basePath);
  server.get(`/${manifestFile}`, (_request, reply) =>
    reply.header('cache-control', 'no-cache').type('application/manifest+json').send(manifest),
  );
  const placed = placePage(html, basePath);
  const etag = `"${createHash('sha256').update(placed).digest('base64url').slice(0, 27)}"`;
  for (const path of pages)
    server.get(path, (request, reply) => {
      void reply.headers({ 'cache-control': 'no-cache', etag });
      if (request.headers['if-none-match']?.replace(/^W\//, '') === etag) return reply.status(304).send();
      return reply.type('text/html; charset=utf-8').send(placed);
    });
  // Nothing is here: the app says so in the reader's language.
  server.get('/*', (request, reply) => {
    if (!wantsPage(request.raw)) return reply.callNotFound();
    return reply.status(404).header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(placed);
  });
}

/** The built page under `basePath`: it refers to its files from there, whichever room's address it is opened at, and tells the app where it is. */
export const placePage = (html: string, basePath: string): string =>
  html
    .replaceAll(/ (href|src)="\.\//g, ` $1="${basePath}/`)
    .replace('<meta name="rookery-base" content=""', `<meta name="rookery-base" content="${basePath}"`);

/** The manifest likewise: all that it names lies at the root of the app, and an installation beside it is another app. */
export const placeManifest = (manifest: string, basePath: string): string =>
  manifest.replaceAll('"/', () => `"${basePath}/`);
