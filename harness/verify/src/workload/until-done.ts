import { isPassing, patiently } from '@rookery/testkit/patiently';

export const stepDeadlineMs = 90_000;

/** Repeated until it is done; a repeat may find that it was done already. */
export async function untilDone(ask: () => Promise<unknown>): Promise<void> {
  await acknowledged(ask);
}

/** Likewise. False where a repeat was refused: it was done, as it seems, and nobody has promised that it stays so. */
export async function acknowledged(ask: () => Promise<unknown>): Promise<boolean> {
  let tries = 0;
  try {
    await patiently(() => {
      tries += 1;
      return ask();
    }, stepDeadlineMs);
    return true;
  } catch (error) {
    if (tries < 2 || isPassing(error)) throw error;
    return false;
  }
}
