import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ChatError } from '@rookery/protocol';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Config } from '../config/env.ts';

/** The HTTP server under Nest. */
export const httpEdge = (config: Config): FastifyAdapter =>
  new FastifyAdapter({
    forceCloseConnections: true,
    trustProxy: [...config.trustedProxies],
    // An address that is no address (`%E0%A4%A`), before there is a route.
    frameworkErrors: (_error: unknown, _request: unknown, reply: FastifyReply) => {
      const error = new ChatError('bad_request', { message: 'This address cannot be read.' });
      void reply.status(400).send({ ok: false, error: error.toBody() });
    },
  });

/** Bodies of all types come as the streams that they are: whoever wants one reads it, within bounds. */
export function takeBodiesUnread(server: FastifyInstance): void {
  // A call is JSON, whatever its type says: what many programs say by default is wrong, and some of it no type at all.
  server.addHook('onRequest', async ({ raw }) => {
    if (raw.url?.startsWith('/api/v1/call/')) raw.headers['content-type'] = 'application/json';
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
}
