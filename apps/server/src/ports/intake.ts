import type { StoredFile } from '../domain/stored-file.ts';

/** What a file turned out to be, and where its bytes are now. */
export type TakenIn = Omit<StoredFile, 'id' | 'name' | 'createdAt'>;

/**
 * Takes the bytes of a file in: looks at what they are, whatever was claimed, makes pictures safe to show, and keeps the outcome in the port `blobs`.
 *
 * - Atomic? Where it throws nothing is kept that is not named in the scope; `blobs` sweeps what was cut off. - Ordered? No. - Idempotent? The same bytes give the same outcome.
 * - Times: as long as the body takes; looking at it takes seconds at most. `ChatError('unavailable')` where too many wait to be looked at.
 * - Cost: the body is written twice, and never held in memory whole.
 */
export interface Intake {
  /** Reads the body to its end. Throws `bad_request` where it is not `bytes` long. */
  take(scope: string, body: AsyncIterable<Uint8Array>, bytes: number): Promise<TakenIn>;
}
