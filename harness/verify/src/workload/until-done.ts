import { isPassing, patiently } from '@rookery/testkit/patiently';

export const stepDeadlineMs = 90_000;

/** Repeated until it is done; a repeat may find that it was done already. */
export async function untilDone(ask: () => Promise<unknown>): Promise<void> {
  let tries = 0;
  await patiently(() => {
    tries += 1;
    return ask();
  }, stepDeadlineMs).catch((error: unknown) => {
    if (tries < 2 || isPassing(error)) throw error;
  });
}
