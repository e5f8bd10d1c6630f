import { AnswerMemory } from './answer-memory.ts';

const mebibyte = 1_048_576;
/** What an answer may come to, where its operation does not say more. */
export const usualMostBytes = mebibyte / 4;
/** Connections that a node may have: each has one request at most that waits for its turn. */
const connections = 20_000;
/** Searches that wait. Beyond it they are `unavailable`. */
const searches = 5_000;

/** A page of 0.8 MB takes some 7 ms of the event loop: three at once, and some forty in a second, leave everybody else their turns. */
const bytesPerMs = 32_768;
const usual = { makingBytes: 3 * mebibyte, heldBytes: 48 * mebibyte, bytesPerMs, waiting: connections };
/** Searches look at many rows for each that they find: two at once, of those who have joined and of those who have not. */
const searching = { makingBytes: 2 * usualMostBytes, heldBytes: 8 * mebibyte, bytesPerMs, waiting: searches };

/** The memory for a node's large answers, whichever way they are asked for. [OPS-28, OPS-30, OPS-38] */
export class AnswerMemories {
  readonly #usual = new AnswerMemory(usual);
  readonly #searches = new AnswerMemory(searching);
  readonly #strangers = new AnswerMemory(searching);

  /** `isStranger`: of somebody who has not joined. */
  of(request: { readonly query?: string | undefined }, isStranger: boolean): AnswerMemory {
    if (isStranger) return this.#strangers;
    return request.query ? this.#searches : this.#usual;
  }
}
