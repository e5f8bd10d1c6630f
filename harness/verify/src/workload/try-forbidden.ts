import { patiently } from '@rookery/testkit/patiently';
import type { OverstepRecord } from '../history.ts';
import type { Recorder } from './recorder.ts';
import { stepDeadlineMs } from './until-done.ts';

/** Asks for what has been forbidden: no answer, or any refusal, is as it should be; what is done all the same is kept. */
export async function tryForbidden(
  { now, history }: Recorder,
  what: Omit<OverstepRecord, 'askedAt'>,
  ask: () => Promise<unknown>,
): Promise<void> {
  const askedAt = now();
  const wasDone = await ask().then(
    () => true,
    () => false,
  );
  if (wasDone) history.oversteps.push({ ...what, askedAt });
}

/** Likewise, again and again until there is an answer: whatever fails over meanwhile, it stays forbidden. */
export const tryForbiddenOn = (
  recorder: Recorder,
  what: Omit<OverstepRecord, 'askedAt'>,
  ask: () => Promise<unknown>,
): Promise<void> => tryForbidden(recorder, what, () => patiently(ask, stepDeadlineMs));
