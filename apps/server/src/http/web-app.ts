import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { addSecurityHeaders, inlineScriptHashes } from './security-headers.ts';

/** Pages of the web app: each is index.html, the router in the browser does the rest. */
/** As the app's router knows them (apps/web/src/lib/paths.ts and the pages of its features). */
const pages = ['/', '/r/*', '/dm/*', '/rooms'];

/** Serves the built web app. Files with a hash in their name never change; the page itself is always asked for. */
export async function serveWebApp(server: FastifyInstance, directory: string): Promise<void> {
  const page = join(directory, 'index.html');
  const html = existsSync(page) ? readFileSync(page, 'utf8') : null;
  addSecurityHeaders(server, html ? inlineScriptHashes(html) : []);
  if (html === null) return;
  await server.register(fastifyStatic, {
    root: directory,
    wildcard: false,
    index: false,
    preCompressed: true,
    setHeaders: (reply, path) => {
      void reply.header(
        'cache-control',
        path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
  for (const path of pages) server.get(path, (_request, reply) => reply.sendFile('index.html'));
}
