import { ChatError, limits } from '@rookery/protocol';

/** Requests of one address that are served at once. Each takes some 3 ms: that is more of them than an address may ask for. */
const atOnce = 8;
/** Who takes longer counts no more, ms: a store that does not answer holds up what needs it, and not everybody at the address. */
const countedMs = 30;

/** Null: its turn came too late. */
type Go = (running: Running | null) => void;
type Running = { readonly since: number };
type Waiting = { readonly giveUpAt: number; readonly go: Go };

/** What one address has under way, and what waits. */
type Line = {
  readonly address: string;
  /** The oldest first. */
  readonly running: Set<Running>;
  /** By where they come from: who has had a turn goes behind all others. */
  readonly waiting: Map<unknown, Waiting[]>;
  /** Runs while somebody waits. */
  timer: NodeJS.Timeout | null;
};

/**
 * Serves some requests of one address at a time, and the connections behind it by turns: a hundred guests who come in at once would have all their requests in
 * the queues of the store and of the event loop before anybody else's next one. Unlike a rate it adapts: the slower the store is, the fewer are begun. What
 * waits is bounded by the requests that each connection may have under way. [OPS-39]
 */
export class AddressTurns {
  readonly #lines = new Map<string, Line>();

  /** `source`: the connection, or what stands for one: its requests begin in their order. Throws `unavailable` where the turn comes too late for an answer. */
  run<T>(address: string, source: unknown, work: () => Promise<T>): Promise<T> {
    let line = this.#lines.get(address);
    if (!line) this.#lines.set(address, (line = { address, running: new Set(), waiting: new Map(), timer: null }));
    if (line.waiting.size === 0 && hasRoom(line)) return this.#serve(line, begin(line), work);
    return this.#wait(line, source, work);
  }

  async #serve<T>(line: Line, running: Running, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      line.running.delete(running);
      this.#next(line);
      if (line.running.size === 0 && this.#lines.get(line.address) === line) this.#lines.delete(line.address);
    }
  }

  #wait<T>(line: Line, source: unknown, work: () => Promise<T>): Promise<T> {
    return new Promise((done, fail) => {
      // Begins at once: the next request of the same source may come before any microtask.
      const go: Go = (running) => {
        if (running) done(this.#serve(line, running, work));
        else fail(new ChatError('unavailable'));
      };
      const waiting = { giveUpAt: performance.now() + limits.answerMs, go };
      const own = line.waiting.get(source);
      if (own) own.push(waiting);
      else line.waiting.set(source, [waiting]);
      this.#next(line);
    });
  }

  #next(line: Line): void {
    for (const [source, own] of line.waiting) {
      if (!hasRoom(line)) break;
      line.waiting.delete(source);
      const next = own.shift();
      if (own.length > 0) line.waiting.set(source, own);
      if (next) next.go(next.giveUpAt < performance.now() ? null : begin(line));
    }
    if (line.waiting.size > 0) line.timer ??= setTimeout(() => this.#lookAgain(line), countedMs);
  }

  /** Those that are served may have become too old to count. */
  #lookAgain(line: Line): void {
    line.timer = null;
    this.#next(line);
  }
}

function begin(line: Line): Running {
  const running = { since: performance.now() };
  line.running.add(running);
  return running;
}

function hasRoom({ running }: Line): boolean {
  if (running.size < atOnce) return true;
  const old = performance.now() - countedMs;
  for (const each of running) {
    if (each.since > old) break;
    running.delete(each);
  }
  return running.size < atOnce;
}
