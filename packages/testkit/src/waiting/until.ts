import { setTimeout as pause } from 'node:timers/promises';

const usualDeadlineMs = 8_000;
const usualIntervalMs = 20;

export type UntilOptions = {
  /** Between two looks. */
  readonly everyMs?: number;
  /** Errors of `holds` that mean "not yet"; any other ends the waiting. Left out: every error ends it. */
  readonly isPassing?: (error: unknown) => boolean;
};

/** Waits for a fact: resolves once `holds` answers true, and rejects with a sentence about `what` after the deadline. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  deadlineMs = usualDeadlineMs,
  { everyMs = usualIntervalMs, isPassing = () => false }: UntilOptions = {},
): Promise<void> {
  const giveUpAt = Date.now() + deadlineMs;
  let last: unknown;
  for (;;) {
    try {
      if (await holds()) return;
    } catch (error) {
      if (!isPassing(error)) throw error;
      last = error;
    }
    if (Date.now() > giveUpAt)
      throw new Error(`It did not come true within ${deadlineMs} ms that ${what}.`, { cause: last });
    await pause(everyMs);
  }
}
