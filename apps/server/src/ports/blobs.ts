import type { Readable } from 'node:stream';

/** First and last byte, both included, as HTTP counts them. */
export type ByteRange = { readonly from: number; readonly to: number };

export type StoredBlob = {
  readonly scope: string;
  readonly hash: string;
  readonly bytes: number;
  /** When it was last put or copied there, ms since the epoch. */
  readonly at: number;
};

/** What the answer says of the bytes that are fetched from an address. */
export type AnswerHeaders = {
  readonly type: string;
  /** `inline`, or `attachment` with a name: the whole value of Content-Disposition, in ASCII. */
  readonly disposition: string;
  readonly cacheControl: string;
};

export type BlobAddress =
  /** Below the store's root, for a web server that has it (X-Accel-Redirect). The headers are the asker's to set. */
  | { readonly kind: 'file'; readonly path: string }
  /** Whoever has it may fetch this blob, with these headers, for ten seconds at most. */
  | { readonly kind: 'url'; readonly url: string };

/**
 * Keeps the bytes of files. A blob is named by its *scope* (the id of whoever uploads, or of the conversation that holds it) and the *hash* of its bytes (SHA-256, hex): the same bytes are
 * stored once a scope, and nothing tells in one scope what another one holds. Bytes flow both ways: none is held in memory whole.
 *
 * - Atomic? A blob is there whole or not at all, also when the node is killed in the middle of a put or copy. - Ordered? No: who takes a blob away must know that nobody puts it at that time.
 * - Idempotent: all. - If it times out, or there is no space left: throws `ChatError('unavailable')`; repeat. A remote call has a deadline; a body and its reader have those of whoever gives and reads.
 * - Cost: a put is durable when it resolves (file and directory are synced), which takes a disk some ms and a remote store a request, some for a large body.
 */
export interface Blobs {
  /**
   * Reads the body to its end. `ChatError('too_large')` as soon as it is longer than `bounds.bytes`. Where that is thrown, or the body fails (its own error is thrown), nothing is left of it.
   */
  put(
    scope: string,
    body: AsyncIterable<Uint8Array>,
    bounds: { readonly bytes: number },
  ): Promise<{ readonly hash: string; readonly bytes: number }>;
  /**
   * `bytes` is the size of the whole blob. A range that reaches beyond its end stops there. The stream fails where the store breaks off: it never ends early as if it were whole.
   * Whoever asks must read it to its end or destroy it. undefined: it is not there.
   */
  open(
    scope: string,
    hash: string,
    range?: ByteRange,
  ): Promise<{ readonly bytes: number; readonly stream: Readable } | undefined>;
  /** The blob is in both scopes then. False: it is not there. Moves no bytes through the node. */
  copy(from: string, to: string, hash: string): Promise<boolean>;
  remove(scope: string, hash: string): Promise<void>;
  /** A page of all blobs, in an order of the store's own: `after` is the former page's `next`. What is put or removed meanwhile may or may not be shown; all else is, once. */
  list(
    after: string | null,
    limit: number,
  ): Promise<{ readonly blobs: readonly StoredBlob[]; readonly next: string | null }>;
  /** Where a reader fetches it without this node. Does not look whether it is there. */
  address(scope: string, hash: string, headers: AnswerHeaders): Promise<BlobAddress>;
  /** Bytes of the volume; undefined where the store has no end that it tells. */
  free(): Promise<{ readonly free: number; readonly total: number } | undefined>;
  /** Takes away what puts have left that were cut off, by a kill say, and have not gone on for so long. Answers how many. */
  sweepCutOff(olderThanMs: number): Promise<number>;
  close(): void;
}
