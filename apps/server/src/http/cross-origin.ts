import type { IncomingHttpHeaders } from 'node:http';
import { ChatError } from '@rookery/protocol';
import { isForeignPage } from '../gateway/origin.ts';

type Headers = Readonly<Record<string, string>>;

/** How long a browser may remember the answer to a preflight, s. */
const preflightSeconds = 600;

/**
 * The CORS headers of an answer: for pages of the allowed origins, which sign in by Bearer and never by credentials; none for the server's own pages
 * and for programs. Throws `forbidden` for any other page. [HTTP-7]
 */
export function crossOriginHeaders(headers: IncomingHttpHeaders, allowed: readonly string[]): Headers {
  const { origin } = headers;
  if (isForeignPage({ headers }, allowed))
    throw new ChatError('forbidden', {
      message: 'Pages of this origin may not call: add it to ROOKERY_ALLOWED_ORIGINS.',
    });
  return origin !== undefined && allowed.includes(origin)
    ? {
        'access-control-allow-origin': origin,
        'access-control-expose-headers': 'retry-after, rookery-degraded',
        vary: 'origin',
      }
    : {};
}

/** What a preflight is answered besides. */
export const preflightHeaders = (methods: readonly string[]): Headers => ({
  'access-control-allow-methods': methods.join(', '),
  'access-control-allow-headers': 'authorization, content-type',
  'access-control-max-age': String(preflightSeconds),
});
