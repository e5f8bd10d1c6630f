import type { IncomingMessage } from 'node:http';

/** Whether somebody at a browser asks, who would rather see a page than an answer for programs. */
export const wantsPage = ({ method, headers, url }: IncomingMessage): boolean =>
  method === 'GET' && (headers.accept ?? '').includes('text/html') && !(url ?? '').startsWith('/api/');
