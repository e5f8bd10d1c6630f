import { ChatError } from '@rookery/protocol';
import { levelOf } from '../domain/data-levels.ts';
import type { SweptRetention } from '../ports/retention.ts';
import type { Ports } from './ports.ts';

/** Between two steps of a pass: whoever writes goes first. */
const stepMs = 50;
/** How often it is looked whether an admin has set something else. */
const lookMs = 1_000;

type Hearing = { swept(swept: SweptRetention): void; failed(error: unknown): void };

/**
 * Takes away what is kept for long enough, in passes with a rest of `restMs` between them; soon where an admin has set something else. Call the returned function to
 * stop: it resolves when the step under way has ended. [RET-1]
 */
export function sweepRetention(
  { retention, keptSettings, level, clock }: Pick<Ports, 'retention' | 'keptSettings' | 'level' | 'clock'>,
  restMs: number,
  hearing: Hearing,
): () => Promise<void> {
  let isOver = false;
  let running: Promise<void> = Promise.resolve();
  let nextAt = performance.now() + Math.min(restMs, 5_000);
  let sweptBy = '';
  const step = async (): Promise<number> => {
    const { retentionDays: days, retentionMessages: messages } = keptSettings.known;
    const rules = JSON.stringify([days, messages]);
    if ((performance.now() < nextAt && rules === sweptBy) || level.current < levelOf.retention) return lookMs;
    sweptBy = rules;
    try {
      // What deletes for good goes by what was just read.
      const now = await keptSettings.now();
      const swept = await retention.sweep(clock.now(), { days: now.retentionDays, messages: now.retentionMessages });
      hearing.swept(swept);
      nextAt = performance.now() + (swept.more ? 0 : restMs);
      return swept.more ? stepMs : lookMs;
    } catch (error) {
      // A store that is away says so elsewhere.
      if (!(error instanceof ChatError && error.code === 'unavailable')) hearing.failed(error);
      nextAt = performance.now() + restMs;
      return lookMs;
    }
  };
  const after = (ms: number): NodeJS.Timeout =>
    setTimeout(() => {
      running = step().then((next) => {
        if (!isOver) timer = after(next);
      });
    }, ms).unref();
  let timer = after(lookMs);
  return () => {
    isOver = true;
    clearTimeout(timer);
    return running;
  };
}
