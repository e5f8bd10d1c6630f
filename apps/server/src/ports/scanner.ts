export type Scanned =
  | { readonly status: 'clean' }
  /** `what`: the scanner's name for it, for the operator. */
  | { readonly status: 'found'; readonly what: string }
  /** It could not be looked at, and the operator has chosen that it may pass. */
  | { readonly status: 'unscanned' };

/**
 * Looks for what does harm in a file.
 *
 * - Atomic, ordered? No. - Idempotent? Yes. - If the scanner is away or takes too long, and the operator has chosen that nothing passes unscanned: throws `ChatError('unavailable')`; repeat. Likewise
 *   `too_large` where the scanner takes no file of that size. - Cost: the bytes once over the network, and some ms to seconds; deadlines for connecting, for each piece and for the answer.
 */
export interface Scanner {
  /** The body is read to its end, or destroyed. Its own errors are thrown as they are. */
  scan(body: AsyncIterable<Uint8Array>): Promise<Scanned>;
}
