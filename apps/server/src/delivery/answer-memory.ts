import { ChatError } from '@rookery/protocol';

export type AnswerBounds = {
  /** Bytes of the answers that are being made at once, each counted by the most that it may come to. */
  readonly makingBytes: number;
  /** Bytes of these and of the answers that were made and that their takers have not taken. */
  readonly heldBytes: number;
  /** Bytes of answers that are made in a ms over a long time: each takes the event loop some ms, and between two of them others have their turns. */
  readonly bytesPerMs: number;
  /** Requests that may wait. Overflow: `unavailable`. */
  readonly waiting: number;
};

/** Who gets answers: a connection, or a caller over HTTP. */
export type Taker = {
  /** Much was given to it lately: others go first. */
  readonly isGreedy: boolean;
  /** Ends it at once, with all that it has not taken. */
  cutOff(): void;
};

/** Who asks for no more than this goes before who asks for more; last go those to whom much was given. A list or a `sync`; a page of 50 messages. */
const lineBytes = [262_144, 524_288];
/** Whose turn it is while several lines wait: the first has most turns, and every line has some. */
const turnsOfLines = [2, 0, 1, 0, 0, 1, 0, 0];

/** What was made may be so far ahead of that pace, ms: usual answers never wait for it. */
const aheadMs = 20;

/** So many waiting requests are no coincidence. */
const pressing = 8;

type Waiting = { readonly share: AnswerShare; readonly go: (share: AnswerShare) => void };

/**
 * The memory that a node has for large answers. Each counts before it is made, by the most that it may come to, and then, by what it came to, until its
 * taker has it. Overflow: while too much is being made, or was made just now, the next ones wait; where too much was made and is not taken, one taker is cut off: the one whose
 * untaken bytes times their age come to most. [OPS-28]
 */
export class AnswerMemory {
  readonly #bounds: AnswerBounds;
  readonly #lines: readonly Waiting[][] = [[], [], []];
  /** Made and not taken. */
  readonly #kept = new Set<AnswerShare>();
  #makingBytes = 0;
  #keptBytes = 0;
  #turns = 0;
  /** By `performance.now()`: what was made so far was due by then. */
  #pacedUntil = 0;
  #isResting = false;

  constructor(bounds: AnswerBounds) {
    this.#bounds = bounds;
  }

  /** Whether an answer that is asked for now waits behind several. */
  get isPressed(): boolean {
    return this.#lines.reduce((sum, line) => sum + line.length, 0) >= pressing;
  }

  /** Resolves when the answer may be made. Throws `unavailable` where too many wait. */
  begin(taker: Taker, mostBytes: number): Promise<AnswerShare> {
    const line = this.#lines[lineOf(taker, mostBytes)] ?? [];
    if (line.length >= this.#bounds.waiting)
      return Promise.reject(new ChatError('unavailable', { retryAfterMs: 1_000 }));
    // One that is larger than all that may be made at once is made alone.
    const bytes = Math.min(mostBytes, this.#bounds.makingBytes);
    return new Promise((go) => {
      line.push({ share: new AnswerShare(this, taker, bytes), go });
      this.#next();
    });
  }

  /** For its shares only. */
  made(share: AnswerShare, bytesBefore: number, answerBytes: number): void {
    this.#makingBytes -= bytesBefore;
    this.#pacedUntil = Math.max(this.#pacedUntil, performance.now()) + answerBytes / this.#bounds.bytesPerMs;
    this.#keptBytes += share.bytes;
    if (share.bytes > 0) this.#kept.add(share);
    this.#next();
  }

  /** For its shares only. */
  over(share: AnswerShare): void {
    if (this.#kept.delete(share)) this.#keptBytes -= share.bytes;
    this.#next();
  }

  #next(): void {
    for (let line = this.#nextLine(); line; line = this.#nextLine()) {
      const [first] = line;
      if (!first || this.#rests()) return;
      const making = this.#makingBytes + first.share.bytes;
      if (making > this.#bounds.makingBytes) return;
      if (making + this.#keptBytes > this.#bounds.heldBytes) {
        // What is still being made leaves room when it is taken.
        if (!this.#cutOffTheSlowest()) return;
        continue;
      }
      line.shift();
      this.#turns += 1;
      this.#makingBytes = making;
      first.go(first.share);
    }
  }

  /** Whether more was made lately than others should have to wait for. */
  #rests(): boolean {
    const restMs = this.#pacedUntil - performance.now() - aheadMs;
    if (restMs <= 0) return false;
    if (!this.#isResting) setTimeout(() => this.#goOn(), restMs).unref();
    this.#isResting = true;
    return true;
  }

  #goOn(): void {
    this.#isResting = false;
    this.#next();
  }

  #nextLine(): Waiting[] | undefined {
    const waiting = this.#lines.filter((line) => line.length > 0);
    const wanted = turnsOfLines[this.#turns % turnsOfLines.length] ?? 0;
    return waiting[Math.min(wanted, waiting.length - 1)];
  }

  #cutOffTheSlowest(): boolean {
    const now = performance.now();
    let slowest: AnswerShare | null = null;
    let most = 0;
    for (const share of this.#kept) {
      const cost = share.bytes * (1 + now - share.madeAt);
      if (cost <= most) continue;
      most = cost;
      slowest = share;
    }
    if (!slowest) return false;
    this.#kept.delete(slowest);
    this.#keptBytes -= slowest.bytes;
    slowest.taker.cutOff();
    return true;
  }
}

function lineOf(taker: Taker, mostBytes: number): number {
  const line = taker.isGreedy ? -1 : lineBytes.findIndex((bytes) => mostBytes <= bytes);
  return line < 0 ? lineBytes.length : line;
}

/** What one answer has of a memory. */
export class AnswerShare {
  readonly #memory: AnswerMemory;
  readonly taker: Taker;
  /** While it is being made: the most that it may come to. Then: what of it was not taken when it was made. */
  bytes: number;
  #state: 'making' | 'made' | 'over' = 'making';
  /** By `performance.now()`. */
  madeAt = 0;

  constructor(memory: AnswerMemory, taker: Taker, bytes: number) {
    this.#memory = memory;
    this.taker = taker;
    this.bytes = bytes;
  }

  /** It was made, of `answerBytes`, and so many bytes of it are still to be taken. */
  made(untakenBytes: number, answerBytes = 0): void {
    if (this.#state !== 'making') return;
    const before = this.bytes;
    this.#state = 'made';
    this.bytes = untakenBytes;
    this.madeAt = performance.now();
    this.#memory.made(this, before, answerBytes);
  }

  /** It was taken, or nobody will take it. Idempotent. */
  over(): void {
    this.made(0);
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#memory.over(this);
  }
}
