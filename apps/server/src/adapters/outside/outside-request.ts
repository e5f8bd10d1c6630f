import { lookup } from 'node:dns/promises';
import { request as requestHttp } from 'node:http';
import type { Agent, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { isPublicAddress } from '../../domain/public-address.ts';

/** All addresses of a name. */
export type Resolve = (name: string) => Promise<readonly string[]>;
/** `name`: as the URL says it, in the URL's own spelling; an address where it says one. */
export type IsAllowed = (address: string, port: number, name: string) => boolean;
/** An address that was checked. */
export type Where = { readonly host: string; readonly port: number };

const headerBytes = 16_384;
const webPorts: readonly number[] = [80, 443];

/** Public addresses, and the ports of the web. */
export const usuallyAllowed: IsAllowed = (address, port) => isPublicAddress(address) && webPorts.includes(port);
export const bySystem: Resolve = async (name) => (await lookup(name, { all: true })).map(({ address }) => address);

/** An address to connect to, of those that the URL's name has now; null where one of them is not to be reached. */
export async function whereTo(
  { protocol, username, password, hostname, port }: URL,
  {
    resolve = bySystem,
    isAllowed = usuallyAllowed,
  }: { readonly resolve?: Resolve | undefined; readonly isAllowed?: IsAllowed | undefined },
  deadline: AbortSignal,
): Promise<Where | null> {
  if (!['http:', 'https:'].includes(protocol) || username !== '' || password !== '') return null;
  const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  const name = hostname.replace(/^\[|\]$/g, '');
  const all = isIP(name) === 0 ? await until(deadline, resolve(name)) : [name];
  const [host] = all;
  return host !== undefined && all.every((each) => isAllowed(each, number, name)) ? { host, port: number } : null;
}

export type OutsideRequest = {
  readonly method?: 'GET' | 'POST';
  readonly headers: OutgoingHttpHeaders;
  readonly body?: Buffer;
  readonly signal: AbortSignal;
  /** Without one each request has a connection of its own. */
  readonly agent?: Agent;
};

/** Asks the address that was checked, in the name of the URL. Its head is bounded; redirects are the caller's. */
export function requestOutside(
  url: URL,
  { host, port }: Where,
  { method = 'GET', headers, body, signal, agent }: OutsideRequest,
): Promise<IncomingMessage> {
  const isSecret = url.protocol === 'https:';
  const name = url.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const request = (isSecret ? requestHttps : requestHttp)({
      method,
      // The address itself: no name is looked up any more, and no proxy is asked.
      host,
      port,
      agent: agent ?? false,
      path: url.pathname + url.search,
      // The certificate is to be the name's.
      ...(isSecret && isIP(name) === 0 ? { servername: name } : {}),
      headers: { host: url.host, 'accept-encoding': 'identity', ...headers },
      maxHeaderSize: headerBytes,
      signal,
    });
    request.once('response', resolve);
    request.on('error', reject);
    request.end(body);
  });
}

/** A name server may take longer than there is time. */
function until<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = (): void => reject(new Error('deadline'));
    if (signal.aborted) return late();
    signal.addEventListener('abort', late, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', late));
  });
}
