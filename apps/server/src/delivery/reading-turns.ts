import { ChatError, limits } from '@rookery/protocol';
import type { AnswerMemory, AnswerShare, Taker } from './answer-memory.ts';
import { usualMostBytes } from './answer-memories.ts';
import type { OutgoingQueue } from './outgoing-queue.ts';

/** Who was given more than this lately waits behind those who were not. */
const greedyBytes = 1_048_576;
/** So much of it is forgotten in a second. */
const forgottenPerSecond = 262_144;
/** Counted for an answer, however short: it may have been long to find. */
const leastBytes = 32_768;

/** `go` is told whether it has the turn; without one there is no answer. */
type Waiting = { readonly giveUpAt: number; readonly go: (hasTurn: boolean) => void };

/** The kernel takes some pages for a peer who reads nothing: of an answer of so many bytes the peer says that it has read it. */
const provenBytes = 65_536;
/** Whoever does not say so has the next turn after this, ms. */
const silenceMs = 8_000;

const secondNow = (): number => Math.floor(performance.now() / 1_000);

/**
 * One connection's turns for requests whose answers are large: a turn lasts until the peer has read the answer, and none begins while its queue is full
 * or the peer is behind. So who asks and does not read costs one answer, not hundreds of them. Those that wait are bounded by the requests that a
 * connection may have under way.
 */
export class ReadingTurns implements Taker {
  readonly #queue: OutgoingQueue;
  /** In the order of their deadlines. */
  #waiting: Waiting[] | null = null;
  #isRunning = false;
  /** Of the answer that was made and is not taken. */
  #untaken: AnswerShare | null = null;
  #isOver = false;
  /** It is heard when the peer has taken what was written. */
  #listens = false;
  /** Bytes of answers that are not forgotten yet, as of `#second`. */
  #given = 0;
  /** Bytes of the answer whose turn it is. */
  #answerBytes = 0;
  /** What waits for the peer to say that it has read; the timer runs out where it does not. */
  #proof: { readonly timer: NodeJS.Timeout; readonly done: (isRead: boolean) => void } | null = null;
  #second = 0;

  constructor(queue: OutgoingQueue) {
    this.#queue = queue;
    queue.onEmpty = this;
  }

  queueEmptied(): void {
    if (this.#queue.isClosed) this.end();
    else this.#look();
  }

  /** Nobody reads the answers any more: those that wait get none. Idempotent. */
  end(): void {
    this.#isOver = true;
    this.#proven(false);
    this.#taken();
  }

  /** An answer of so many bytes was queued. */
  given(bytes: number): void {
    this.#forget();
    this.#given += Math.max(bytes, leastBytes);
    this.#answerBytes = bytes;
  }

  get isGreedy(): boolean {
    this.#forget();
    return this.#given > greedyBytes;
  }

  cutOff(): void {
    this.#queue.cutOff();
  }

  /** `atAddress` serves it when its address has its turn. Throws `unavailable` where its turn comes too late for an answer. */
  async run<T>(
    memory: AnswerMemory,
    mostBytes: number,
    read: () => Promise<T>,
    atAddress: (work: () => Promise<T>) => Promise<T> = (work) => work(),
  ): Promise<T> {
    const giveUpAt = performance.now() + limits.answerMs;
    const hasTurn = await new Promise<boolean>((go) => {
      (this.#waiting ??= []).push({ giveUpAt, go });
      this.#next();
    });
    if (!hasTurn) throw new ChatError('unavailable');
    let share: AnswerShare | null = null;
    try {
      // Who does not read at all gets no long answer made while others wait for theirs.
      if (memory.isPressed && mostBytes > usualMostBytes && !(await this.#isRead())) throw new ChatError('unavailable');
      return await atAddress(async () => {
        share = await memory.begin(this, mostBytes);
        if (this.#isOver || performance.now() > giveUpAt) throw new ChatError('unavailable');
        return read();
      });
    } finally {
      // Its answer is queued in the microtasks that follow.
      setImmediate(() => this.#made(share));
    }
  }

  #made(share: AnswerShare | null): void {
    const untaken = this.#isOver ? 0 : this.#queue.untakenBytes;
    share?.made(untaken, this.#answerBytes);
    if (!share || untaken === 0) {
      share?.over();
      this.#awaitReading();
      return;
    }
    this.#untaken = share;
    if (this.#queue.isBehind) this.#listen();
  }

  /** What was queued has been written: when the peer takes it, the next may begin. */
  #look(): void {
    if (!this.#untaken && !this.#waiting) return;
    if (this.#queue.isBehind) this.#listen();
    else this.#taken();
  }

  #listen(): void {
    if (this.#listens) return;
    this.#listens = true;
    this.#queue.whenTaken(() => {
      this.#listens = false;
      this.#look();
    });
  }

  #taken(): void {
    const share = this.#untaken;
    if (!share) return this.#next();
    this.#untaken = null;
    share.over();
    this.#awaitReading();
  }

  /** The answer is with the kernel, or the wire: the turn is over when the peer has read it. */
  #awaitReading(): void {
    const bytes = this.#answerBytes;
    this.#answerBytes = 0;
    if (bytes < provenBytes || this.#isOver) this.#endTurn();
    else void this.#isRead().then(() => this.#endTurn());
  }

  /** Whether the peer says in time that it has read all that was written so far. One at a time: it is part of a turn. */
  #isRead(): Promise<boolean> {
    return new Promise((done) => {
      const proof = { timer: setTimeout(() => this.#proven(false), silenceMs), done };
      this.#proof = proof;
      this.#queue.whenRead(() => this.#proof === proof && this.#proven(true));
    });
  }

  #proven(isRead: boolean): void {
    const proof = this.#proof;
    if (!proof) return;
    this.#proof = null;
    clearTimeout(proof.timer);
    proof.done(isRead);
  }

  #endTurn(): void {
    this.#isRunning = false;
    this.#next();
  }

  #next(): void {
    this.#dropLate();
    if (this.#isRunning || !this.#waiting || this.#queue.isFull) return;
    if (this.#queue.isBehind) return this.#listen();
    const next = this.#waiting?.shift();
    if (this.#waiting?.length === 0) this.#waiting = null;
    if (!next) return;
    this.#isRunning = true;
    next.go(true);
  }

  /** Those that have been answered `unavailable` by now, which a peer who asks and never reads would leave behind; all where nobody reads any more. */
  #dropLate(): void {
    const now = this.#isOver ? Infinity : performance.now();
    for (let first = this.#waiting?.[0]; first && first.giveUpAt < now; first = this.#waiting?.[0]) {
      this.#waiting?.shift();
      first.go(false);
    }
    if (this.#waiting?.length === 0) this.#waiting = null;
  }

  #forget(): void {
    const second = secondNow();
    this.#given = Math.max(0, this.#given - (second - this.#second) * forgottenPerSecond);
    this.#second = second;
  }
}
