import { setTimeout as pause } from 'node:timers/promises';

/** Whether it became so before the deadline. */
export async function comesTrue(isSo: () => boolean | Promise<boolean>, deadlineMs: number): Promise<boolean> {
  const giveUpAt = Date.now() + deadlineMs;
  for (;;) {
    if (await isSo()) return true;
    if (Date.now() > giveUpAt) return false;
    await pause(50);
  }
}
