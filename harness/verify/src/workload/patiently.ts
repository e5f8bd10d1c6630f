import { setTimeout as pause } from 'node:timers/promises';
import type { ClientError } from '@rookery/client';

const passing = new Set(['unavailable', 'rate_limited', 'offline', 'timeout']);

/** The refusal of any copy of the client: each has a class of its own. Null for anything else. */
export const refusalOf = (error: unknown): ClientError | null =>
  error instanceof Error && error.name === 'ClientError' ? (error as ClientError) : null;

export const isPassing = (error: unknown): boolean => passing.has(refusalOf(error)?.code ?? '');

/** Again while it fails in passing, for `deadlineMs` at most. */
export async function patiently<Answer>(ask: () => Promise<Answer>, deadlineMs = 60_000): Promise<Answer> {
  const giveUpAt = Date.now() + deadlineMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isPassing(error) || Date.now() > giveUpAt) throw error;
      await pause(Math.max(100, refusalOf(error)?.retryAfterMs ?? 0));
    }
  }
}

/** Whether it became so before the deadline. */
export async function comesTrue(isSo: () => boolean | Promise<boolean>, deadlineMs: number): Promise<boolean> {
  const giveUpAt = Date.now() + deadlineMs;
  for (;;) {
    if (await isSo()) return true;
    if (Date.now() > giveUpAt) return false;
    await pause(50);
  }
}
