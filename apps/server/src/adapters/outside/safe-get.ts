import type { IncomingMessage } from 'node:http';
import { requestOutside, whereTo } from './outside-request.ts';
import type { IsAllowed, Resolve } from './outside-request.ts';

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

export type Got = {
  /** Where redirects have led. */
  readonly url: URL;
  readonly type: string;
  readonly bytes: Buffer;
  readonly isCut: boolean;
};

const mostRedirects = 3;

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
      const answer = await requestOutside(url, to, {
        headers: { accept: options.accept, 'user-agent': 'RookeryBot/1.0 (link preview)' },
        signal: deadline,
      });
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
