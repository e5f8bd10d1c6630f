import { ChatError } from '@rookery/protocol';
import type { Clock } from '../domain/clock.ts';
import type { Moving, MovingTo } from '../domain/moving.ts';
import type { Departure } from '../ports/departure.ts';
import type { Opening } from '../ports/opening.ts';

/** Closed for so long without a word of whoever moves it, the store asks what became of that, ms; and again after the second time, until it knows. */
const patience = { firstMs: 10_000, againMs: 1_000 };

export type MoveAwayParts = {
  readonly departure: Departure;
  readonly clock: Clock;
  /** The mark of the other store. */
  readonly openOther: (to: MovingTo) => Promise<Opening>;
  /** The other one counts: once, when that is durable here. */
  readonly moved: (to: MovingTo) => void;
  readonly tell: (record: { readonly event: string; readonly id: string; readonly [more: string]: unknown }) => void;
};

/**
 * A store's own side of its being moved away, whoever copies it. It closes when it is told to, and never goes on by itself unless it has moved the other one's mark to `given-up`
 * before that could be moved to `opened`: of the two exactly one goes on, however either or the one who copies dies. [MOVE-3]
 */
export class MoveAway {
  readonly #parts: MoveAwayParts;
  #timer: NodeJS.Timeout | null = null;
  #isOver = false;
  /** One step at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: MoveAwayParts) {
    this.#parts = parts;
    // A process that was killed while closed: whoever moves it may be at it still.
    if (parts.departure.now.state === 'closed') this.keep(parts.departure.now.id);
  }

  get now(): Moving {
    return this.#parts.departure.now;
  }

  begin(id: string, to: MovingTo): Promise<Moving> {
    return this.#inTurn(() => this.#parts.departure.step({ act: 'begin', id, to }));
  }

  /** Resolves when nothing is written any more. */
  close(id: string): Promise<Moving> {
    return this.#inTurn(async () => {
      // However that ends: where it is not known, it is looked at later.
      this.#after(patience.firstMs);
      const now = await this.#parts.departure.step({ act: 'close', id });
      this.keep(id);
      this.#parts.tell({ event: 'move.closed', id });
      return now;
    });
  }

  /** Whoever moves it is still at it. */
  keep(id: string): void {
    if (this.now.state !== 'closed' || this.now.id !== id || this.#isOver) return;
    this.#after(patience.firstMs);
  }

  /** Goes on here, or leaves where the other one was opened before: answers which. Throws where the other one cannot be asked, and stays closed then. */
  settle(id: string): Promise<Moving> {
    return this.#inTurn(() => this.#settle(id, 'stay'));
  }

  /** Leaves, if the other one has been opened. Throws `ChatError('conflict')` if it has not. */
  leave(id: string): Promise<Moving> {
    return this.#inTurn(() => this.#settle(id, 'leave'));
  }

  async #settle(id: string, wish: 'stay' | 'leave'): Promise<Moving> {
    const { now } = this;
    if (now.state === 'staying' || now.state === 'moved') return now;
    if (now.id !== id) throw new ChatError('conflict', { message: 'That is another attempt than the one under way.' });
    if (now.state === 'copying') {
      const stays = await this.#parts.departure.step({ act: 'stay', id });
      // Nothing was closed, so nothing can have been opened: only nodes that wait are told.
      await this.#giveUp(now.to, id).catch(() => undefined);
      return stays;
    }
    const other = await this.#parts.openOther(now.to);
    try {
      const isOpened = async (): Promise<boolean> => {
        const mark = await other.read();
        return mark?.id === id && mark.state === 'opened';
      };
      // A mark that was read may have lacked its second copy: it is moved again, which waits for one.
      const isOther = wish === 'leave' ? (await isOpened()) && (await other.open(id)) : !(await other.giveUp(id));
      if (isOther && wish === 'stay' && !(await other.open(id)))
        throw new ChatError('conflict', { message: 'The other store belongs to another attempt.' });
      if (!isOther && wish === 'leave') throw new ChatError('conflict', { message: 'The other store is not opened.' });
      if (!isOther) {
        const stays = await this.#parts.departure.step({ act: 'stay', id });
        this.#stop();
        this.#parts.tell({ event: 'move.givenUp', id });
        return stays;
      }
    } finally {
      await other.close();
    }
    const left = await this.#parts.departure.step({ act: 'leave', id, at: this.#parts.clock.now() });
    this.#stop();
    this.#isOver = true;
    this.#parts.tell({ event: 'move.left', id, url: now.to.url });
    this.#parts.moved(now.to);
    return left;
  }

  async #giveUp(to: MovingTo, id: string): Promise<void> {
    const other = await this.#parts.openOther(to);
    await other.giveUp(id).finally(() => other.close());
  }

  #after(ms: number): void {
    this.#stop();
    this.#timer = setTimeout(() => {
      const { now } = this;
      if (now.state !== 'closed') return;
      this.settle(now.id).catch((error: unknown) => {
        this.#parts.tell({ event: 'move.unknown', id: now.id, err: error });
        if (!this.#isOver) this.#after(patience.againMs);
      });
    }, ms);
    this.#timer.unref();
  }

  #stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    const done = before.then(work, work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Nothing is asked by itself any more. Idempotent. */
  end(): void {
    this.#isOver = true;
    this.#stop();
  }
}
