import type { Frame } from './frame.ts';
import type { FlushSchedule } from './flush-schedule.ts';
import type { Wire } from './wire.ts';

/** A slow peer's queue may hold this much before its feeds stop. */
export const queueLimitBytes = 1_048_576;
/** A peer that sends requests but does not read the answers is no longer read from here on. */
const answersLimitBytes = 2 * queueLimitBytes;
/** Long-polling cannot be stopped reading, and one of its requests may hold 300,000 events: whose answers come to this is cut off. */
const floodLimitBytes = 4 * queueLimitBytes;

/**
 * What one connection is still to be sent: frames shared with others, in order. Bounded in bytes.
 * Overflow: `offer` refuses (its feed then stops for this connection); what `push` takes is never dropped,
 * instead the peer is no longer read, and cut off in the end.
 */
export class OutgoingQueue {
  readonly #wire: Wire;
  readonly #schedule: FlushSchedule;
  #frames: Frame[] = [];
  #bytes = 0;
  /** Of the last write: the wire may still hold them. */
  #writtenBytes = 0;
  #blocked = false;
  #paused = false;
  #closed = false;
  /** Long ago: the first frame goes at once. */
  flushedAt = -1_000;
  /** Called when a queue that refused has room again. */
  onRoom: (() => void) | null = null;
  /** Hears whenever it has been emptied or closed. */
  onEmpty: { queueEmptied(): void } | null = null;
  #end: (() => void) | null = null;

  constructor(wire: Wire, schedule: FlushSchedule) {
    this.#wire = wire;
    this.#schedule = schedule;
  }

  get isFull(): boolean {
    return this.#bytes > queueLimitBytes;
  }

  /** The peer has not taken what was written last. */
  get isBehind(): boolean {
    return this.#blocked || (this.#wire.isBehind?.() ?? false);
  }

  /** Nothing waits here: all that was queued has been given to the wire. */
  get isWritten(): boolean {
    return this.#frames.length === 0;
  }

  /** What waits here, and, while the peer is behind, all of the last write. */
  get untakenBytes(): number {
    return this.#bytes + (this.isBehind ? this.#writtenBytes : 0);
  }

  /** Calls `again` once when the peer has taken what was written last. */
  whenTaken(again: () => void): void {
    this.#wire.whenWritable(again);
  }

  /** Calls `done` once when the peer has read what was written so far, if it ever says so. */
  whenRead(done: () => void): void {
    this.#wire.whenRead(done);
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** For what may be left out: false when the queue is full. */
  offer(frame: Frame): boolean {
    if (this.#bytes + frame.bytes > queueLimitBytes) return false;
    this.push(frame);
    return true;
  }

  /** For what may not: acks, greetings, notices. */
  push(frame: Frame): void {
    if (this.#closed) return;
    this.#bytes += frame.bytes;
    if (this.#frames.push(frame) === 1 && !this.#blocked) this.#schedule.add(this);
    if (this.#bytes > answersLimitBytes && !this.#paused) {
      this.#paused = true;
      this.#wire.pauseReading();
    }
    if (this.#bytes > floodLimitBytes) this.cutOff();
  }

  /** Ends the connection at once, whatever it was still to be sent. */
  cutOff(): void {
    this.close();
    this.#wire.cutOff();
  }

  /** Calls once everything queued has been handed to the socket. */
  endWhenWritten(end: () => void): void {
    this.#end = end;
    this.flush();
    this.#endIfWritten();
  }

  #endIfWritten(): void {
    if (this.#frames.length > 0) return;
    const end = this.#end;
    this.#end = null;
    if (end) setImmediate(end);
  }

  /** Called by the schedule. */
  flush(): void {
    if (this.#closed || this.#blocked || this.#frames.length === 0) return;
    if (!this.#wire.write(this.#frames)) {
      this.#blocked = true;
      this.#wire.whenWritable(() => {
        this.#blocked = false;
        this.flush();
      });
      return;
    }
    this.#frames = [];
    this.#writtenBytes = this.#bytes;
    this.#bytes = 0;
    if (this.#paused) {
      this.#paused = false;
      this.#wire.resumeReading();
    }
    this.#endIfWritten();
    if (this.#writtenBytes > 0 && this.onRoom) {
      const onRoom = this.onRoom;
      this.onRoom = null;
      onRoom();
    }
    this.onEmpty?.queueEmptied();
  }

  close(): void {
    this.#closed = true;
    this.#frames = [];
    this.#bytes = 0;
    this.onRoom = null;
    this.onEmpty?.queueEmptied();
  }
}
