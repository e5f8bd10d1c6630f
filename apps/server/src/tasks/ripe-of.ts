import type { TaskNews } from './read-on.ts';

/** A message that says it will be written later than this comes from a clock that was wrong. */
const aheadMs = 60_000;

/**
 * Of what is new that part whose messages were written `ripeMs` ago or longer, and, where there are others, how long until the first of them is ripe. Changes are told at
 * once.
 */
export function ripeOf(
  news: TaskNews,
  ripeMs: number | undefined,
  now: number,
): { readonly news: TaskNews; readonly waitMs: number } {
  if (ripeMs === undefined) return { news, waitMs: 0 };
  const unripe = news.messages.findIndex(({ at }) => at > now - ripeMs && at <= now + aheadMs);
  const first = news.messages[unripe];
  if (!first) return { news, waitMs: 0 };
  const last = news.messages[unripe - 1];
  const { seq, id } = last ?? news.from;
  return {
    news: { ...news, messages: news.messages.slice(0, unripe), to: { ...news.to, seq, id }, more: true },
    waitMs: Math.min(ripeMs, first.at + ripeMs - now),
  };
}
