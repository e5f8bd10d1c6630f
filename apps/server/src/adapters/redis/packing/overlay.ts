import { asUserId } from '@rookery/protocol';
import * as z from 'zod';
import { list, number, text } from '../reply.ts';
import type { Reply } from '../reply.ts';

/** What changed of a message since: content, when edited, deleted, rev, emoji. */
const overlaySchema = z.object({
  c: z.optional(z.string()),
  e: z.optional(z.number()),
  d: z.optional(z.number()),
  r: z.optional(z.number()),
});
export const toOverlay = (reply: Reply | undefined) => {
  const json = text(reply);
  return json === '' ? null : overlaySchema.parse(JSON.parse(json));
};

export const toReactions = (reply: Reply | undefined) =>
  list(reply).map((row) => {
    const [emoji, count, mine, users] = list(row);
    return {
      emoji: text(emoji),
      count: number(count),
      isMine: number(mine) === 1,
      users: list(users).map((user) => asUserId(text(user))),
    };
  });
