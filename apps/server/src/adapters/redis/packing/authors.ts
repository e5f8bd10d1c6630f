import { asUserId } from '@rookery/protocol';
import type { UserId } from '@rookery/protocol';
import { bytes, list, text } from '../reply.ts';
import type { Reply } from '../reply.ts';

/** Who wrote, or was mentioned, by the index that entries hold. */
export type Authors = ReadonlyMap<string, UserId>;
export function toAuthors(reply: Reply | undefined): Authors {
  const flat = list(reply);
  const found = new Map<string, UserId>();
  for (let index = 0; index < flat.length; index += 2)
    found.set(bytes(flat[index]).toString('latin1'), asUserId(text(flat[index + 1])));
  return found;
}
