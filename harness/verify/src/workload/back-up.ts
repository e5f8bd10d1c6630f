import { setTimeout as pause } from 'node:timers/promises';
import type { BackupRecord } from '../backup-records.ts';
import type { PlannedBackup } from '../plan.ts';
import type { Archive } from '../system/archive.ts';
import type { Recorder } from './recorder.ts';

/** As whoever has it repeated by a timer. */
const againMs = 500;
/** After everything is whole. */
const patienceMs = 60_000;

/**
 * Backs up what runs, one backup after the other, each killed where the plan says so and repeated until it is whole. Answers what resolves when all are: whatever is struck, they have to
 * be soon after everything is whole.
 */
export function backUpMeanwhile(
  planned: readonly PlannedBackup[],
  archive: Archive | undefined,
  recorder: Recorder,
): { settle(): Promise<void>; stop(): void } {
  if (!archive) return { settle: () => Promise.resolve(), stop: () => undefined };
  const end = new AbortController();
  const beganAt = performance.now();
  let giveUpAt = Infinity;
  const backUp = async ({ killAt }: PlannedBackup, number: number): Promise<void> => {
    const record: BackupRecord = { number, begunAt: recorder.now(), endedAt: null, killed: [], failure: null };
    recorder.history.backups.push(record);
    for (const kill of [...killAt, ...Array.from({ length: 1_000 }, () => null)]) {
      if (end.signal.aborted || performance.now() > giveUpAt) return;
      const { isDone, wasKilled, said } = await archive.backUp(number, kill);
      if (isDone) {
        record.endedAt = recorder.now();
        return;
      }
      if (wasKilled) record.killed.push(kill ?? 'in between');
      else {
        record.failure = said;
        await pause(againMs, undefined, { signal: end.signal }).catch(() => undefined);
      }
    }
  };
  const day = (async () => {
    for (const [index, each] of planned.entries()) {
      const waitMs = Math.max(0, each.at - (performance.now() - beganAt));
      await pause(waitMs, undefined, { signal: end.signal }).catch(() => undefined);
      if (end.signal.aborted) return;
      await backUp(each, index + 1);
      // The next one would be this one.
      if (recorder.history.backups.at(-1)?.endedAt === null) return;
    }
  })();
  return {
    settle: () => {
      giveUpAt = performance.now() + patienceMs;
      return day;
    },
    stop: () => end.abort(),
  };
}
