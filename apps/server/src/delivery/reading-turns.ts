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

/**
 * The kernel takes some pages for a peer who reads nothing: of an answer of so many bytes the peer says that it has read it. By long-polling nothing is taken
 * before the next poll comes: so many bytes may wait for that, as they may in the kernel, else each small answer would cost a poll of its own.
 */
const provenBytes = 65_536;
/** Whoever does not say so has the next turn after this, ms. */
const silenceMs = 8_000;

const secondNow = (): number => Math.floor(performance.now() / 1_000);

/**
 * One connection's turns for requests whose answers are large: a turn lasts until the peer has read the answer, and none begins while its queue is full
 * or the peer is far behind. So who asks and does not read costs one answer, not hundreds of them. Those that wait are bounded by the requests that a
 * connection may have under way.
 */
export class ReadingTurns implements Taker {
  readonly #queue: OutgoingQueue;
  /** In the order of their deadlines. */
  #waiting: Waiting[] | null = null;
  #isRunning = false;
  /** Answers that were made and are not taken: what waits to be written, and all of it. */
  #unwritten: AnswerShare[] | null = null;
  #untaken: readonly AnswerShare[] | null = null;
  /** Those that went with the last write, or before it and were not taken then. */
  #lastWritten: AnswerShare[] | null = null;
  /** The answer whose turn lasts until it is taken. */
  #held: AnswerShare | null = null;
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
    if (this.#queue.isClosed) return this.end();
    this.#lastWritten = null;
    for (const made of this.#unwritten?.splice(0) ?? []) this.#awaitTaking(made);
    this.#unwritten = null;
    if (this.#waiting) this.#next();
  }

  /** Nobody reads the answers any more: those that wait get none. Idempotent. */
  end(): void {
    this.#isOver = true;
    this.#proven(false);
    this.#taken(this.#untaken ?? []);
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
    const ofOthers = this.#untaken?.reduce((sum, { bytes }) => sum + bytes, 0) ?? 0;
    share?.made(Math.max(0, untaken - ofOthers), this.#answerBytes);
    if (!share || untaken === 0) {
      share?.over();
      this.#awaitReading();
      return;
    }
    this.#untaken = [...(this.#untaken ?? []), share];
    const isShort = untaken < provenBytes;
    if (!isShort) this.#held = share;
    if (this.#queue.isWritten) this.#awaitTaking(share);
    else (this.#unwritten ??= []).push(share);
    if (!isShort) return;
    this.#answerBytes = 0;
    this.#endTurn();
  }

  /** It has been written. What is written after it is not waited for: in a busy room there always is some. */
  #awaitTaking(share: AnswerShare): void {
    if (!this.#queue.isBehind) return this.#taken([share]);
    if (this.#lastWritten) return void this.#lastWritten.push(share);
    const written = (this.#lastWritten = [share]);
    this.#queue.whenTaken(() => {
      if (this.#lastWritten === written) this.#lastWritten = null;
      this.#taken(written);
    });
  }

  #taken(taken: readonly AnswerShare[]): void {
    for (const share of taken) share.over();
    const left = this.#untaken?.filter((share) => !taken.includes(share)) ?? [];
    this.#untaken = left.length > 0 ? left : null;
    const wasHeld = this.#held !== null && taken.includes(this.#held);
    if (!wasHeld) return this.#next();
    this.#held = null;
    this.#awaitReading();
  }

  get #isFarBehind(): boolean {
    return this.#queue.isBehind && this.#queue.untakenBytes >= provenBytes;
  }

  /** Whatever was written meanwhile: a peer who takes what was written before has the next answer made. */
  #listen(): void {
    if (this.#listens) return;
    this.#listens = true;
    this.#queue.whenTaken(() => {
      this.#listens = false;
      this.#next(true);
    });
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

  #next(hasTaken = false): void {
    this.#dropLate();
    if (this.#isRunning || !this.#waiting || this.#queue.isFull) return;
    if (this.#isFarBehind && !hasTaken) return this.#listen();
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
