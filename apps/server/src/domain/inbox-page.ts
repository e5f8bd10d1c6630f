import type { Page } from './page.ts';
import { unreadableCursor } from './unreadable-cursor.ts';

/** A line's place in an inbox: the higher the rank, the newer. Lines of one rank stand by their ids. */
export type Ranked = { readonly id: string; readonly rank: number };

const newestFirst = (a: Ranked, b: Ranked): number => b.rank - a.rank || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** `upTo.rank.id`: the newest rank when the page was made, and its last line. */
function parseCursor(cursor: string): Ranked & { readonly upTo: number } {
  const [, upTo, rank, id] = /^(\d{1,17})\.(\d{1,17})\.([A-Za-z0-9_-]+)$/.exec(cursor) ?? [];
  if (id === undefined) throw unreadableCursor();
  return { id, rank: Number(rank), upTo: Number(upTo) };
}

/**
 * One page of an inbox, newest first. What moved to the front since the first page (beyond the cursor's `upTo`) comes before the rest
 * of the next one: it may be answered twice, never missed. Throws `ChatError('bad_request')` for a cursor that cannot be read. [READ-2]
 */
export function inboxPage<Line extends Ranked>(
  lines: readonly Line[],
  cursor: string | undefined,
  limit: number,
): Page<Line> {
  const all = lines.toSorted(newestFirst);
  const from = cursor === undefined ? null : parseCursor(cursor);
  const moved = from ? all.filter(({ rank }) => rank > from.upTo).reverse() : [];
  const rest = from ? all.filter((line) => line.rank <= from.upTo && newestFirst(from, line) < 0) : all;
  const rows = [...moved, ...rest].slice(0, limit);
  const lastMoved = moved.length > rows.length ? rows.at(-1) : undefined;
  const upTo = lastMoved?.rank ?? all[0]?.rank ?? 0;
  const last = lastMoved || rows.length === moved.length ? from : rows.at(-1);
  const hasMore = moved.length + rest.length > rows.length;
  return { rows, next: hasMore && last ? `${upTo}.${last.rank}.${last.id}` : null };
}
