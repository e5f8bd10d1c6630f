import * as z from 'zod';
import { bytes, list, text } from '../reply.ts';
import type { Reply } from '../reply.ts';

export type Author = { readonly id: string; readonly username: string; readonly displayName: string };
const authorSchema = z.object({ id: z.string(), username: z.string(), displayName: z.string() });
export const parseAuthor = (json: string): Author => authorSchema.parse(JSON.parse(json));
export const authorJson = ({ id, username, displayName }: Author): string =>
  JSON.stringify({ id, username, displayName });

export type Authors = ReadonlyMap<string, Author>;
export function toAuthors(reply: Reply | undefined): Authors {
  const flat = list(reply);
  const found = new Map<string, Author>();
  for (let index = 0; index < flat.length; index += 2)
    found.set(bytes(flat[index]).toString('latin1'), parseAuthor(text(flat[index + 1])));
  return found;
}
