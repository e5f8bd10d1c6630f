/** What a file is, as its bytes tell it, whatever its name claims. */
export type Prepared =
  /** Shown where it is read: `kept` is a file with the same picture, upright and without what else was in it (place, camera, what hangs behind it). Keep that one. */
  | {
      readonly kind: 'picture';
      readonly type: string;
      readonly width: number;
      readonly height: number;
      /** A ThumbHash, in base64. */
      readonly thumb: string;
      readonly kept: string;
    }
  /** Played where it is read, as it is. What this machine has no program for is not told. */
  | {
      readonly kind: 'film';
      readonly type: string;
      readonly width?: number;
      readonly height?: number;
      readonly durationMs?: number;
      readonly thumb?: string;
      /** A file with its picture, in WebP. */
      readonly poster?: string;
    }
  | { readonly kind: 'sound'; readonly type: string; readonly durationMs?: number }
  /** All else, also a picture that is broken or too large to be decoded: given out as an attachment only, never shown. */
  | { readonly kind: 'document'; readonly type: string };

/**
 * Looks at files of strangers, and makes pictures of them, in processes that may die of it without the node.
 *
 * - Atomic, ordered? No. - Idempotent? All: the source is only read. - If it takes too long or kills its process, the file is a document, or has no preview. Where too many wait already: throws
 *   `ChatError('unavailable')` at once; repeat later. - Cost: up to a second of a core for a large photo, some seconds at most; bounded pixels, memory, and so many at a time.
 */
export interface Media {
  /** `folder` is one for this call alone: what is made for it lies there. */
  prepare(source: string, folder: string): Promise<Prepared>;
  /** Writes a preview of a prepared picture (WebP, of an animation the first frame), never wider than it is. Null where none can be made. */
  preview(
    source: string,
    width: number,
    target: string,
  ): Promise<{ readonly width: number; readonly height: number } | null>;
  /** Ends its processes; what is under way is `unavailable`. Idempotent. */
  close(): void;
}
