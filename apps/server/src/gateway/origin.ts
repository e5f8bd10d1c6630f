import type { IncomingMessage } from 'node:http';

type Asking = Pick<IncomingMessage, 'headers'>;

/** Whether a page of the server's own sends this. */
export function isOwnPage({ headers: { origin, host } }: Asking): boolean {
  if (origin === undefined) return false;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}

/**
 * Whether a browser sends this for a page of another origin: else any page could speak from the visitor's place, and with her session. The Origin's host
 * equals the Host header, or is allowed; a browser that sends no Origin (for `<script>`, say) marks the request. Clients that are not browsers send neither.
 */
export function isForeignPage({ headers }: Asking, allowed: readonly string[]): boolean {
  const { origin } = headers;
  if (origin === undefined) {
    const site = headers['sec-fetch-site'];
    return site === 'cross-site' || site === 'same-site';
  }
  return !allowed.includes(origin) && !isOwnPage({ headers });
}
