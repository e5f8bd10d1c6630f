import { ChatError, limits } from '@rookery/protocol';
import type { ErrorCode } from '@rookery/protocol';
import { AnswerMemories } from '../delivery/answer-memories.ts';
import type { Log } from '../ops/log.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Tracing } from '../ops/tracing.ts';
import type { NodeFigures } from '../ops/node-figures.ts';

/** A little less than the protocol's ten seconds, so that the answer is there in time. */
const answerDeadlineMs = limits.answerMs - 1_000;

/** How a request ended. */
export type Outcome<Answer> =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly error: ChatError };

/** All requests of the node, however they come: each ends within its deadline, with an answer or an error, and is counted. */
export class Requests {
  /** What their large answers may take. */
  readonly memories = new AnswerMemories();
  readonly #metrics: Metrics;
  readonly #log: Log;
  readonly #tracing: Tracing | null;
  #underWay = 0;
  #onIdle: (() => void)[] = [];

  readonly #figures: Pick<NodeFigures, 'acknowledged'>;

  constructor(metrics: Metrics, log: Log, figures: Pick<NodeFigures, 'acknowledged'>, tracing: Tracing | null = null) {
    this.#metrics = metrics;
    this.#figures = figures;
    this.#log = log;
    this.#tracing = tracing;
  }

  /** Never throws. `event`: what it is counted under, one of a few; null where there is none of that name. */
  async serve<Answer>(
    way: 'socket' | 'http',
    event: string | null,
    work: () => Promise<Answer>,
    mostMs = answerDeadlineMs,
  ): Promise<Outcome<Answer>> {
    const startedAt = performance.now();
    this.#underWay += 1;
    let outcome: Outcome<Answer>;
    const inTime = (): Promise<Answer> => withDeadline(work, mostMs);
    const tracing = this.#tracing;
    try {
      const answer = await (tracing ? tracing.request(event ?? 'unknown', { 'rookery.way': way }, inTime) : inTime());
      outcome = { ok: true, answer };
    } catch (error) {
      outcome = { ok: false, error: this.#asChatError(error, event) };
    }
    this.#underWay -= 1;
    this.count(way, event, outcome.ok ? 'ok' : outcome.error.code);
    const ms = performance.now() - startedAt;
    this.#metrics.requestSeconds.observe({ event: event ?? 'unknown' }, ms / 1_000);
    if (outcome.ok && (event === 'message:room' || event === 'message:private')) this.#figures.acknowledged(ms);
    // In a later turn: whoever awaits the last answer has sent it by then.
    if (this.#underWay === 0 && this.#onIdle.length > 0) setImmediate(() => this.#resolveIdle());
    return outcome;
  }

  /** A request with this outcome, also one that was refused before anything was spent on it. */
  count(way: 'socket' | 'http', event: string | null, outcome: 'ok' | ErrorCode): void {
    this.#metrics.requests.inc({ way, event: event ?? 'unknown', outcome });
  }

  #asChatError(error: unknown, request: string | null): ChatError {
    if (error instanceof ChatError) return error;
    this.#log.error({ event: 'request.failed', request, err: error });
    return new ChatError('internal');
  }

  #resolveIdle(): void {
    if (this.#underWay > 0) return;
    for (const resolve of this.#onIdle.splice(0)) resolve();
  }

  /** Resolves when no request is under way, or after `deadlineMs`. */
  async idle(deadlineMs: number): Promise<void> {
    if (this.#underWay === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, deadlineMs);
      this.#onIdle.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

async function withDeadline<Answer>(work: () => Promise<Answer>, mostMs: number): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      work(),
      new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new ChatError('unavailable')), mostMs);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
