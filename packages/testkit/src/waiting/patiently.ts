import { setTimeout as pause } from 'node:timers/promises';
import type { ClientError } from '@rookery/client';

const passing = new Set(['unavailable', 'rate_limited', 'offline', 'timeout']);
const leastPauseMs = 100;

/** The error as the client's own, whichever copy of the client threw it (each copy has a class of its own); null for any other error. */
export const refusalOf = (error: unknown): ClientError | null =>
  error instanceof Error && error.name === 'ClientError' ? (error as ClientError) : null;

/** Whether the same request may succeed later. */
export const isPassing = (error: unknown): boolean => passing.has(refusalOf(error)?.code ?? '');

/** Asks again, as late as the server wishes, while the request fails for a reason that passes; for `deadlineMs` at most. */
export async function patiently<Answer>(ask: () => Promise<Answer>, deadlineMs = 60_000): Promise<Answer> {
  const giveUpAt = Date.now() + deadlineMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isPassing(error) || Date.now() > giveUpAt) throw error;
      await pause(Math.max(leastPauseMs, refusalOf(error)?.retryAfterMs ?? 0));
    }
  }
}
