import type { AnswerOf } from '@rookery/protocol';
import { asClientError } from '../client-error.ts';
import type { ClientError } from '../client-error.ts';
import type { LogEvent } from '../feed/feed.ts';

/** Live events kept while the log is read. Later ones are dropped: the window then ends before the newest message, with `hasNewer`. */
const heldLimit = 2_000;

type Range = { readonly before?: number; readonly after?: number; readonly around?: number; readonly limit: number };
type Page = AnswerOf<'history:fetch'>;

/** Null where the window that it was read for was dropped meanwhile. */
export type ReadPage = (range: Range) => Promise<Page | null>;

export type LogPorts = {
  history(range: Range): Promise<Page>;
  /** When a failed read may be tried again. Rejects when that will never be. */
  untilRetry(failures: number, error: ClientError): Promise<void>;
};

type ReaderEvents = {
  /** A read is over, or failed for good: what came live meanwhile. */
  splice(held: readonly LogEvent[]): void;
  /** There is no such conversation for this reader. */
  gone(): void;
};

/** Reads one conversation's log: one read after the other, again when it fails in passing. Live events wait for a read that is under way. */
export class LogReader {
  readonly #ports: LogPorts;
  readonly #events: ReaderEvents;
  #held: LogEvent[] | null = null;
  #work: Promise<void> = Promise.resolve();
  /** Counts how often the window was dropped: what was read for an earlier one is not used. */
  #drops = 0;

  constructor(ports: LogPorts, events: ReaderEvents) {
    this.#ports = ports;
    this.#events = events;
  }

  get isReading(): boolean {
    return this.#held !== null;
  }

  /** Resolves when what was asked for so far is read. */
  get idle(): Promise<void> {
    return this.#work;
  }

  /** Keeps a live event until the read is over. False when there is none under way. */
  hold(event: LogEvent): boolean {
    if (this.#held && this.#held.length < heldLimit) this.#held.push(event);
    return this.#held !== null;
  }

  /** Reads under way are for nothing. Those that follow do not wait for them: they may still wait for the next connection. */
  drop(): void {
    this.#drops += 1;
    this.#work = Promise.resolve();
    this.#held = null;
  }

  /** `work` may be done again from its beginning. */
  read(work: (history: ReadPage) => Promise<void>): Promise<void> {
    const drops = this.#drops;
    const history: ReadPage = async (range) => {
      const answer = await this.#ports.history(range);
      return drops === this.#drops ? answer : null;
    };
    const run = async (): Promise<void> => {
      if (drops !== this.#drops) return;
      this.#held ??= [];
      for (let failures = 1; drops === this.#drops; failures += 1) {
        try {
          await work(history);
          break;
        } catch (thrown) {
          if (!(await this.#mayRetry(drops, failures, asClientError(thrown)))) break;
        }
      }
      if (drops !== this.#drops) return;
      const held = this.#held;
      this.#held = null;
      this.#events.splice(held);
    };
    this.#work = this.#work.then(run, run);
    return this.#work;
  }

  async #mayRetry(drops: number, failures: number, error: ClientError): Promise<boolean> {
    if (drops !== this.#drops) return false;
    if (!error.isPassing) {
      if (error.code === 'not_found' || error.code === 'forbidden') this.#events.gone();
      return false;
    }
    return this.#ports.untilRetry(failures, error).then(
      () => true,
      () => false,
    );
  }
}
