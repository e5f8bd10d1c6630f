import type { UserId } from '@rookery/protocol';
import type { Frame } from './frame.ts';

/** The socket under a connection, as the outgoing queue sees it. */
export interface Wire {
  /**
   * Writes all frames in order and takes them over, or takes none (`false`): something is ahead of them, or the peer does
   * not read.
   */
  write(frames: readonly Frame[]): boolean;
  /** Calls once when `write` may succeed again. */
  whenWritable(again: () => void): void;
  pauseReading(): void;
  resumeReading(): void;
  /** Whether what was written last still waits for the peer. Left out: it never does. */
  isBehind?(): boolean;
  /** Calls once when the peer has read all that was written before: it says so, or comes back for more. Never where it does not say so. */
  whenRead(done: () => void): void;
  /** The peer was answered with an error: who is refused again and again is cut off. */
  refused?(): void;
  /** Who acts over it from now on: what she may send is counted over all her connections. */
  belongsTo?(user: UserId): void;
  close(): void;
  /** Likewise, and what the peer has not taken is thrown away. */
  cutOff(): void;
}
