import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../config/env.ts';
import { limitArrival } from '../http/arrival.ts';
import { PassOn } from '../http/pass-on.ts';

const lookMs = 100;
const answerMs = 2_000;
/** Its nodes may have been started late. After that those who are here learn it from their connections' end. */
const longestMs = 120_000;

/** All that comes to `server` goes to where the store was moved. */
export function passOnTo(
  url: string,
  { trustedProxies, maxConnections }: Pick<Config, 'trustedProxies' | 'maxConnections'>,
  server: Server,
): PassOn {
  const passOn = new PassOn(url, trustedProxies, maxConnections);
  passOn.take(server);
  limitArrival(server);
  return passOn;
}

/** Resolves when a server at this address is ready, or has not become so for long: with which of both. */
export async function untilAnswers(url: string, withinMs = longestMs): Promise<boolean> {
  for (const giveUpAt = performance.now() + withinMs; performance.now() < giveUpAt; await pause(lookMs)) {
    try {
      const { ok } = await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(answerMs) });
      if (ok) return true;
    } catch {
      // Not yet.
    }
  }
  return false;
}
