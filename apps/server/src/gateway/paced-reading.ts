import { restMs } from '../limits/allowances.ts';
import type { Allowance } from '../limits/allowances.ts';
import { turns } from './turns.ts';

/** Messages of one connection that are taken in one turn of the event loop: a chunk of 64 KiB may hold a thousand, for which everybody else would wait. */
const mostATurn = 50;
/** A packet of Engine.IO that carries one of Socket.IO. */
const ofMessage = '4';

type Message = string | Buffer;

/** Whose messages they are. */
export type Read = {
  readonly socket: { pause(): void; resume(): void };
  /** Null where nothing is limited. */
  readonly allowance: Allowance | null;
  take(message: Message): void;
};

/**
 * When the messages of one WebSocket are taken: some in each turn of the event loop, and of one address so many a second. Meanwhile the socket is not read, so that what waits here is the rest of one chunk, and whoever sends more has to wait too.
 */
export class PacedReading {
  readonly #read: Read;
  /** In order; null: nothing waits. */
  #waiting: Message[] | null = null;
  #turn = -1;
  #takenInTurn = 0;
  /** Its peer does not read the answers either. */
  #isHeld = false;

  constructor(read: Read) {
    this.#read = read;
  }

  received(message: Message): void {
    if (this.#waiting) this.#waiting.push(message);
    else if (this.#mustWait(message)) this.#wait([message]);
    else this.#read.take(message);
  }

  /** Nothing more is read until `readAgain`. */
  hold(): void {
    this.#isHeld = true;
    this.#read.socket.pause();
  }

  readAgain(): void {
    this.#isHeld = false;
    if (!this.#waiting) this.#read.socket.resume();
  }

  /** The connection is over: what waits is nobody's. */
  end(): void {
    this.#waiting = null;
  }

  /** Whether it has had its share. Pings and pongs cost next to nothing. */
  #mustWait(message: Message): boolean {
    if (typeof message === 'string' && message[0] !== ofMessage) return false;
    const now = turns.now();
    if (this.#turn !== now) this.#takenInTurn = 0;
    this.#turn = now;
    if (this.#takenInTurn >= mostATurn || this.#read.allowance?.takeMessage() === false) return true;
    this.#takenInTurn += 1;
    return false;
  }

  #wait(messages: Message[]): void {
    this.#waiting = messages;
    this.#read.socket.pause();
    if (this.#takenInTurn >= mostATurn) setImmediate(() => this.#goOn());
    else setTimeout(() => this.#goOn(), restMs).unref();
  }

  #goOn(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const [index, message] of waiting.entries()) {
      if (this.#mustWait(message)) return this.#wait(waiting.slice(index));
      this.#read.take(message);
    }
    if (!this.#isHeld) this.#read.socket.resume();
  }
}
