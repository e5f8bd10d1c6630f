import type { ConversationId } from '@rookery/protocol';
import type { Found, Lookup } from './search-index.ts';

export type FoundNow = Found & {
  /** Of the conversations asked for, or of their threads: where more was written than has been looked at. */
  readonly behind: readonly ConversationId[];
};

/**
 * Looks for messages in the logs as they are now, wherever their index is kept. What it names is to be read from the log, as whoever asks reads
 * it, before it is shown.
 *
 * - Complete? What was acknowledged before the question is among the places, except in what is `behind`.
 * - If it times out: throws `ChatError('unavailable')`, or names what could not be asked as `behind`. - Cost: some bounded lookups, one a node.
 */
export interface MessageFinder {
  /** Reads on in what is behind for `catchUpMs` at most, in the background beyond that; 0 takes the indexes as they are. */
  find(lookup: Lookup, catchUpMs: number): Promise<FoundNow>;
}
