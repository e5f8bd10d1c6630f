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
  /** The peer was answered with an error: who is refused again and again is cut off. */
  refused?(): void;
  close(): void;
}
