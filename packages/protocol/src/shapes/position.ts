import * as z from 'zod/mini';
import { limits } from '../limits.ts';
import { messageId } from '../ids.ts';
import { rev, seq, seqOrZero } from '../numbers.ts';

/** One life of a log: an opaque word, compared only for equality. */
export const epoch = z.string().check(z.minLength(1), z.maxLength(limits.idChars));

export const position = z.object({
  epoch,
  seq: seqOrZero,
  /** Id of the message at `seq`; null before the first. */
  id: z.nullable(messageId),
  rev,
  /** Id of the change at `rev`; null before the first. */
  change: z.nullable(z.string().check(z.maxLength(limits.idChars))),
});
/** A place in a conversation's log. */
export type Position = z.infer<typeof position>;

/** The place at a log's end, and where the log begins for this reader. */
export const head = z.extend(position, {
  /** The lowest number that exists: 1, unless what was before has been taken away. */
  first: seq,
});
export type Head = z.infer<typeof head>;
