import * as z from 'zod/mini';
import { fileId } from '../ids.ts';
import { count, timeMs } from '../numbers.ts';

export const file = z.object({
  id: fileId,
  name: z.string(),
  /** What the bytes are, not what was claimed. */
  type: z.string(),
  bytes: count,
  /** Pixels. */
  width: z.optional(count),
  height: z.optional(count),
  durationMs: z.optional(count),
  /** A thumbhash in base64. */
  thumb: z.optional(z.string()),
  /** What it shows, in its sender's words. */
  alt: z.optional(z.string()),
  /** Of sound, where its sender gave one: how loud equal stretches of it are, a byte each, in base64. */
  waveform: z.optional(z.string()),
  createdAt: timeMs,
});
export type File = z.infer<typeof file>;
