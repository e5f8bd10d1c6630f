import type { IncomingMessage } from 'node:http';
import { ChatError } from '@rookery/protocol';
import { PacedQueue } from './paced-queue.ts';

/** Handshakes that wait for their turn. Beyond it they are turned away. */
const mostWaiting = 10_000;
/** A handshake costs some 0.5 ms in all, most of it in later turns. */
const connecting = { fewest: 2, most: 64, longTurnMs: 10 };
/** Who has waited for so long has given up, or soon will, ms. */
const patienceMs = 15_000;

/** Handshakes that may read the store at once; more only slow each other and everybody else down. */
const atOnce = 64;
/** What the store answers at once is not let in at once: to make a connection costs some 0.5 ms too. */
const entering = { fewest: 4, most: 32, longTurnMs: 15 };
/** Handshakes that may wait for the store, all of them let in meanwhile: only a store that does not answer makes so many. */
const mostUnknown = 2_000;

type Newcomer = { readonly request: IncomingMessage; readonly decide: (mayEnter: boolean) => void };

/**
 * The storm after a node's death: a survivor takes in as many as it can serve, and stays quick for those it has. Newcomers wait before anything
 * is spent on them; each turn of the event loop lets some in, the more the shorter the turns are. Overflow: turned away, as by a node that is not there.
 */
export class Admission {
  readonly #waiting = new PacedQueue<Newcomer>(mostWaiting, connecting, ({ request, decide }, waitedMs) => {
    request.socket.off('error', ignore);
    decide(!this.#closed && waitedMs < patienceMs);
  });
  readonly #known = new PacedQueue<() => void>(mostWaiting, entering, (go) => go());
  #running = 0;
  readonly #unknown: (() => void)[] = [];
  #closed = false;

  /** `decide` is called, now or in a later turn, with whether the handshake may go on. */
  enter(request: IncomingMessage, decide: (mayEnter: boolean) => void): void {
    // Nobody else listens to a socket between its request to upgrade and the answer.
    request.socket.on('error', ignore);
    if (this.#closed || !this.#waiting.add({ request, decide })) decide(false);
  }

  /** Who a newcomer is: work that reads the store. Throws `unavailable` where too many want to know. */
  async recognise<T>(work: () => Promise<T>): Promise<T> {
    if (this.#unknown.length >= mostUnknown) throw comeBack();
    if (this.#running >= atOnce) await new Promise<void>((go) => this.#unknown.push(go));
    if (this.#closed) throw comeBack();
    this.#running += 1;
    let known: T;
    try {
      known = await work();
    } finally {
      this.#running -= 1;
      this.#unknown.shift()?.();
    }
    await new Promise<void>((go, turnAway) => {
      if (!this.#known.add(go)) turnAway(comeBack());
    });
    return known;
  }

  /** Nobody is admitted any more. */
  close(): void {
    this.#closed = true;
    for (const { decide } of this.#waiting.close()) decide(false);
    for (const go of [...this.#unknown.splice(0), ...this.#known.close()]) go();
  }
}

function ignore(): void {}

function comeBack(): ChatError {
  return new ChatError('unavailable', {
    message: 'This node takes no more connections just now: connect again after retryAfterMs.',
    retryAfterMs: 500 + Math.floor(Math.random() * 2_500),
  });
}
