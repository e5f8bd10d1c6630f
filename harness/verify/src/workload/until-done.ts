import { isPassing, patiently } from '@rookery/testkit/patiently';

export const stepDeadlineMs = 90_000;
/** Of what leaves the run otherwise than the end of it is judged, as somebody who was removed and is not let in again: longer than a busy machine is down under faults that follow each other. */
export const undoneMs = 600_000;

/** Repeated until it is done; a repeat may find that it was done already. */
export async function untilDone(ask: () => Promise<unknown>, deadlineMs = stepDeadlineMs): Promise<void> {
  await acknowledged(ask, deadlineMs);
}

/** Likewise. False where a repeat was refused: it was done, as it seems, and nobody has promised that it stays so. */
export async function acknowledged(ask: () => Promise<unknown>, deadlineMs = stepDeadlineMs): Promise<boolean> {
  let tries = 0;
  try {
    await patiently(() => {
      tries += 1;
      return ask();
    }, deadlineMs);
    return true;
  } catch (error) {
    if (tries < 2 || isPassing(error)) throw error;
    return false;
  }
}
