import { ChatError } from '@rookery/protocol';
import type { LeftoverRules, SweptLeftovers } from '../ports/leftovers.ts';
import type { Ports } from './ports.ts';

/** Between two steps of a pass: whoever writes goes first. */
const stepMs = 50;

type Hearing = { swept(swept: SweptLeftovers): void; failed(error: unknown): void };

/**
 * Removes guests without a trace and rooms without members, in passes with a rest of `restMs` between them. Call the returned function to stop: it
 * resolves when the step under way has ended.
 */
export function sweepLeftovers(
  { leftovers, clock }: Pick<Ports, 'leftovers' | 'clock'>,
  rules: LeftoverRules,
  restMs: number,
  hearing: Hearing,
): () => Promise<void> {
  let isOver = false;
  let running: Promise<void> = Promise.resolve();
  const step = async (): Promise<number> => {
    try {
      const swept = await leftovers.sweep(clock.now(), rules);
      hearing.swept(swept);
      return swept.more ? stepMs : restMs;
    } catch (error) {
      // A store that is away says so elsewhere.
      if (!(error instanceof ChatError && error.code === 'unavailable')) hearing.failed(error);
      return restMs;
    }
  };
  const after = (ms: number): NodeJS.Timeout =>
    setTimeout(() => {
      running = step().then((next) => {
        if (!isOver) timer = after(next);
      });
    }, ms).unref();
  let timer = after(Math.min(restMs, 5_000));
  return () => {
    isOver = true;
    clearTimeout(timer);
    return running;
  };
}
