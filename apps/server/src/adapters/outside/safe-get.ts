import { lookup } from 'node:dns/promises';
import { request as requestHttp } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { isPublicAddress } from '../../domain/public-address.ts';

export type SafeGetOptions = {
  /** Types that are wanted, as `Accept` says it. */
  readonly accept: string;
  /** What is longer is cut off there. */
  readonly mostBytes: number;
  /** For all of it, ms. */
  readonly deadlineMs: number;
  readonly resolve?: Resolve;
  /** Whether this may be connected to. */
  readonly isAllowed?: IsAllowed;
};

/** All addresses of a name. */
export type Resolve = (name: string) => Promise<readonly string[]>;
/** `name`: as the URL says it, in the URL's own spelling; an address where it says one. */
export type IsAllowed = (address: string, port: number, name: string) => boolean;

export type Got = {
  /** Where redirects have led. */
  readonly url: URL;
  readonly type: string;
  readonly bytes: Buffer;
  readonly isCut: boolean;
};

const mostRedirects = 3;
const headerBytes = 16_384;
const webPorts: readonly number[] = [80, 443];

/** Public addresses, and the ports of the web. */
export const usuallyAllowed: IsAllowed = (address, port) => isPublicAddress(address) && webPorts.includes(port);
export const bySystem: Resolve = async (name) => (await lookup(name, { all: true })).map(({ address }) => address);

/**
 * Fetches an address that a stranger gave. Each hop is resolved once, all its addresses are checked, and the one that was checked is connected to: a name that changes its mind in between is not asked
 * again. Null where it is not to be fetched, does not answer 200 in time, or answers encoded.
 */
export async function safeGet(address: string, options: SafeGetOptions): Promise<Got | null> {
  const deadline = AbortSignal.timeout(options.deadlineMs);
  try {
    let url = new URL(address);
    for (let hop = 0; hop <= mostRedirects; hop += 1) {
      const to = await whereTo(url, options, deadline);
      if (to === null) return null;
      const answer = await ask(url, to, options.accept, deadline);
      const { statusCode = 0, headers } = answer;
      if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
        answer.destroy();
        url = new URL(headers.location, url);
        continue;
      }
      // What is packed could be without end.
      if (statusCode !== 200 || (headers['content-encoding'] ?? 'identity') !== 'identity') {
        answer.destroy();
        return null;
      }
      return { url, type: headers['content-type'] ?? '', ...(await read(answer, options.mostBytes)) };
    }
    return null;
  } catch {
    return null;
  }
}

/** An address to connect to; null where the URL is not to be fetched. */
async function whereTo(
  { protocol, username, password, hostname, port }: URL,
  { resolve = bySystem, isAllowed = usuallyAllowed }: SafeGetOptions,
  deadline: AbortSignal,
): Promise<{ readonly host: string; readonly port: number } | null> {
  if (!['http:', 'https:'].includes(protocol) || username !== '' || password !== '') return null;
  const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  const name = hostname.replace(/^\[|\]$/g, '');
  const all = isIP(name) === 0 ? await until(deadline, resolve(name)) : [name];
  const [host] = all;
  return host !== undefined && all.every((each) => isAllowed(each, number, name)) ? { host, port: number } : null;
}

function ask(
  url: URL,
  { host, port }: { readonly host: string; readonly port: number },
  accept: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const isSecret = url.protocol === 'https:';
  const name = url.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const request = (isSecret ? requestHttps : requestHttp)({
      // The address itself: no name is looked up any more, and no proxy is asked.
      host,
      port,
      agent: false,
      path: url.pathname + url.search,
      // The certificate is to be the name's.
      ...(isSecret && isIP(name) === 0 ? { servername: name } : {}),
      headers: {
        host: url.host,
        accept,
        'accept-encoding': 'identity',
        'user-agent': 'RookeryBot/1.0 (link preview)',
      },
      maxHeaderSize: headerBytes,
      signal,
    });
    request.once('response', resolve);
    request.on('error', reject);
    request.end();
  });
}

async function read(
  answer: IncomingMessage,
  mostBytes: number,
): Promise<{ readonly bytes: Buffer; readonly isCut: boolean }> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop ends the connection.
  for await (const piece of answer as AsyncIterable<Buffer>) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > mostBytes) break;
  }
  return { bytes: Buffer.concat(pieces).subarray(0, mostBytes), isCut: bytes > mostBytes };
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
