import type { IncomingMessage } from 'node:http';

/**
 * A browser's handshake is refused unless its Origin's host equals the Host header, or is allowed: else any page could
 * speak with the visitor's session. Clients that are not browsers send no Origin.
 */
export function isAllowedOrigin({ headers }: Pick<IncomingMessage, 'headers'>, allowed: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  if (allowed.includes(origin)) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}
