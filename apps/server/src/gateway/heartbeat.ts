/** A peer that is asked now and then whether it is still there. */
export type Beating = {
  /** Set by the heartbeat, cleared by whoever hears anything from the peer. */
  awaitsPong: boolean;
  /** Belongs to the heartbeat. */
  slot: number;
  beat(): void;
  /** Nothing was heard since `beat`. */
  missedBeat(): void;
};

/** Of the interval: one timer for all connections, which asks a part of them at each tick. */
const tickMs = 1_000;

/**
 * Engine.IO's pings without its timers per connection. Each peer is asked every `intervalMs` and may take `timeoutMs` for the answer.
 * Peers are spread over the interval by chance: those that came together are not asked together.
 */
export class Heartbeat {
  readonly #slots: readonly Set<Beating>[];
  readonly #ticksToAnswer: number;
  readonly #timer: NodeJS.Timeout;
  #tick = 0;

  /** `timeoutMs` is shorter than `intervalMs`. */
  constructor(intervalMs: number, timeoutMs: number) {
    this.#slots = Array.from({ length: Math.round(intervalMs / tickMs) }, () => new Set());
    this.#ticksToAnswer = Math.round(timeoutMs / tickMs);
    this.#timer = setInterval(() => this.#beat(), tickMs);
    this.#timer.unref();
  }

  add(peer: Beating): void {
    this.remove(peer);
    peer.awaitsPong = false;
    peer.slot = Math.floor(Math.random() * this.#slots.length);
    this.#slots[peer.slot]?.add(peer);
  }

  remove(peer: Beating): void {
    this.#slots[peer.slot]?.delete(peer);
    peer.slot = -1;
  }

  #beat(): void {
    const { length } = this.#slots;
    this.#tick = (this.#tick + 1) % length;
    for (const peer of this.#slots[(this.#tick - this.#ticksToAnswer + length) % length] ?? [])
      if (peer.awaitsPong) peer.missedBeat();
    for (const peer of this.#slots[this.#tick] ?? []) {
      peer.awaitsPong = true;
      peer.beat();
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
