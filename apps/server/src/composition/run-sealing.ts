import type { Clock } from '../domain/clock.ts';
import type { History, HistoryFigures } from '../ports/history.ts';

/** Between two steps of a pass: whoever reads and writes goes first. */
const stepMs = 50;
/** Every node compares all bytes with all names, so not often. */
const sweepRestMs = 24 * 3_600_000;
/** Between two pages of that. */
const pageMs = 1_000;

/**
 * Starts putting old messages into blocks, in passes with a rest of `restMs` between them, and taking away bytes that nothing names. Call the returned function to stop: it resolves when the step
 * under way has ended. [COLD-3] [COLD-9]
 */
export function runSealing(
  history: History | null,
  clock: Clock,
  restMs: number,
  failed: HistoryFigures['failed'],
): () => Promise<void> {
  if (!history) return () => Promise.resolve();
  const leaving = new AbortController();
  const stops = [
    repeatedly(Math.min(restMs, 5_000), async () => {
      try {
        return (await history.seal(leaving.signal)).more ? stepMs : restMs;
      } catch (error) {
        failed('seal', null, error);
        return restMs;
      }
    }),
    repeatedly(Math.min(sweepRestMs, 60_000), async () => {
      try {
        return (await history.sweep(clock.now())).more ? pageMs : sweepRestMs;
      } catch (error) {
        failed('sweep', null, error);
        return sweepRestMs;
      }
    }),
  ];
  return async () => {
    leaving.abort();
    await Promise.all(stops.map((stop) => stop()));
  };
}

/** `step` answers when it is to be called again (ms). */
function repeatedly(firstMs: number, step: () => Promise<number>): () => Promise<void> {
  let isOver = false;
  let running: Promise<void> = Promise.resolve();
  const after = (ms: number): NodeJS.Timeout =>
    setTimeout(() => {
      running = step().then((next) => {
        if (!isOver) timer = after(next);
      });
    }, ms).unref();
  let timer = after(firstMs);
  return () => {
    isOver = true;
    clearTimeout(timer);
    return running;
  };
}
