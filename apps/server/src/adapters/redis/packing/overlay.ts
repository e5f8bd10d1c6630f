import { asUserId } from '@rookery/protocol';
import * as z from 'zod';
import type { Votes } from '../../../domain/poll.ts';
import type { Overlay } from '../../../domain/overlay.ts';
import type { KeptLinks } from '../../../domain/stored-link.ts';
import { list, number, text } from '../reply.ts';
import type { Reply } from '../reply.ts';

/** What changed of a message since: content, when edited, whom it calls since (ids, spaces between), deleted, rev, emoji, links (JSON of its own), pinned, options of its poll, whether that is closed. */
export const overlaySchema = z.object({
  c: z.optional(z.string()),
  e: z.optional(z.number()),
  m: z.optional(z.string()),
  d: z.optional(z.number()),
  r: z.optional(z.number()),
  k: z.optional(z.string()),
  p: z.optional(z.number()),
  v: z.optional(z.number()),
  q: z.optional(z.number()),
});
/** Of a message that something has happened to: null for the others. `reactionRows`: the answer of `reactions_of`, `voteRows`: of `votes_of`. */
export function toOverlay(reply: Reply | undefined, reactionRows: Reply | undefined, voteRows?: Reply): Overlay | null {
  const json = text(reply);
  if (json === '') return null;
  const { c, e, m, d, r, k, p, v, q } = overlaySchema.parse(JSON.parse(json));
  const reactions = toReactions(reactionRows);
  return {
    content: c,
    edited: e,
    mentions: m?.split(' ').filter(Boolean).map(asUserId),
    deleted: d === undefined ? undefined : true,
    reactions: reactions.map(({ emoji, count, users }) => ({ emoji, count, users })),
    mine: reactions.filter(({ isMine }) => isMine).map(({ emoji }) => emoji),
    // Written by this adapter alone.
    links: k === undefined ? undefined : (JSON.parse(k) as KeptLinks),
    votes: v === undefined ? undefined : toVotes(voteRows, q !== undefined),
    pinned: p === undefined ? undefined : true,
    rev: r,
  };
}

const toReactions = (reply: Reply | undefined) =>
  list(reply).map((row) => {
    const [emoji, count, mine, users] = list(row);
    return {
      emoji: text(emoji),
      count: number(count),
      isMine: number(mine) === 1,
      users: list(users).map((user) => asUserId(text(user))),
    };
  });

/** Rows of `votes_of`. */
function toVotes(reply: Reply | undefined, isClosed: boolean): Votes {
  const rows = list(reply).map((row) => {
    const [count, mine, users] = list(row);
    return {
      count: number(count),
      isMine: number(mine) === 1,
      users: list(users).map((user) => asUserId(text(user))),
    };
  });
  return {
    options: rows.map(({ count, users }) => ({ count, users })),
    ...(isClosed ? { closed: true } : {}),
    mine: rows.flatMap(({ isMine }, index) => (isMine ? index : [])),
  };
}
