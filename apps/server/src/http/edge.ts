import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ChatError } from '@rookery/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HostNames } from '../gateway/host-names.ts';
import type { Certificate } from './certificate.ts';
import type { Config } from '../config/env.ts';
import { wantsPage } from './wants-page.ts';
import { readableAddress } from './readable-address.ts';
import { isOfAPiece } from './upload-calls.ts';

/** How long a connection may be silent before it has said what it wants, ms. [OPS-27] */
const patience = { headersTimeout: 10_000, connectionsCheckingInterval: 2_000 };

/** The HTTP server under Nest; with a certificate, the HTTPS server. */
export const httpEdge = (config: Config, certificate: Certificate | null): FastifyAdapter =>
  new FastifyAdapter({
    forceCloseConnections: true,
    // `limitArrival` does that. [OPS-27]
    requestTimeout: 0,
    ...(certificate
      ? { https: { ...certificate.first, ...patience, handshakeTimeout: patience.headersTimeout } }
      : { http: patience }),
    trustProxy: [...config.trustedProxies],
    // An address that is no address (`%E0%A4%A`), before there is a route.
    frameworkErrors: (_error: unknown, { raw }: FastifyRequest, reply: FastifyReply) => {
      // Whoever typed it into a browser is led to what was meant.
      if (wantsPage(raw)) return void reply.redirect(config.basePath + readableAddress(raw.url ?? '/'));
      const error = new ChatError('bad_request', { message: 'This address cannot be read.' });
      void reply.status(400).send({ ok: false, error: error.toBody() });
    },
  });

/** What balancers ask of each node, by whatever name they know it. */
const askedByAnyName = new Set(['/healthz', '/readyz']);

/** Pages and calls are for those who know the server by a name of its own. [OPS-23] */
export function refuseForeignNames(server: FastifyInstance, hosts: HostNames): void {
  server.addHook('onRequest', async ({ raw }, reply) => {
    if (hosts.accepts(raw.headers.host) || askedByAnyName.has(raw.url ?? '')) return;
    const message = 'This server does not know itself by this name: add it to ROOKERY_ALLOWED_HOSTS.';
    await reply.status(403).send({ ok: false, error: new ChatError('forbidden', { message }).toBody() });
  });
}

/** Bodies of all types come as the streams that they are: whoever wants one reads it, within bounds. */
export function takeBodiesUnread(server: FastifyInstance): void {
  // A call is JSON, whatever its type says: what many programs say by default is wrong, and some of it no type at all.
  server.addHook('onRequest', async ({ raw }) => {
    if (raw.url?.startsWith('/api/v1/') && !isOfAPiece(raw.headers['content-type']))
      raw.headers['content-type'] = 'application/json';
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
}
