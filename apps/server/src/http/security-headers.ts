import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { ClientAddress } from '../gateway/client-address.ts';

/** Hashes of a page's inline scripts, for its content security policy: nothing else inline may run. */
export const inlineScriptHashes = (html: string): readonly string[] =>
  [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    (match) =>
      `'sha256-${createHash('sha256')
        .update(match[1] ?? '')
        .digest('base64')}'`,
  );

/** Half a year: a browser that came over TLS once comes in no other way, whatever a link says. */
const strictTransport = `max-age=${180 * 24 * 3_600}`;

/** On every answer of the HTTP edge. `filesFrom`: the origin to which readers of files are sent; '' where that is this one. */
export function addSecurityHeaders(
  server: FastifyInstance,
  scriptHashes: readonly string[],
  addresses: ClientAddress,
  filesFrom: string,
): void {
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${scriptHashes.join(' ')}`.trim(),
    "style-src 'self'",
    `img-src 'self' data: blob: ${filesFrom}`.trim(),
    `media-src 'self' blob: ${filesFrom}`.trim(),
    "font-src 'self'",
    `connect-src 'self' ${filesFrom}`.trim(),
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
  server.addHook('onSend', async ({ raw }, reply) => {
    if (addresses.isSecret(raw)) void reply.header('strict-transport-security', strictTransport);
    void reply.headers({
      // A file's own is stricter.
      ...(reply.hasHeader('content-security-policy') ? {} : { 'content-security-policy': policy }),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'permissions-policy': 'camera=(), microphone=(self), geolocation=()',
    });
  });
}
