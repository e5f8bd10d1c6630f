import * as z from 'zod/mini';
import { limits } from '../limits.ts';
import { alt } from '../text.ts';

/** Base64 of one to `limits.waveformSteps` bytes: how loud each of as many equal stretches is at most, 255 the loudest. */
const waveform = z
  .string()
  .check(
    z.maxLength(4 * Math.ceil(limits.waveformSteps / 3)),
    z.regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/, 'must be base64'),
  );

/** What whoever uploads a file may say of it beside its name. */
export const fileDetails = z.object({
  alt: z.optional(alt),
  /** Counts only where the bytes do not tell. */
  durationMs: z.optional(z.int().check(z.gte(1), z.lte(limits.claimedMs))),
  /** Of sound alone. */
  waveform: z.optional(waveform),
});
export type FileDetails = z.infer<typeof fileDetails>;
