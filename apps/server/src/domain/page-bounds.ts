/** Which page of a log is asked for; at most one of the three numbers, none for the newest. */
export type WantedPage = {
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  readonly around?: number | undefined;
  readonly limit: number;
};

/**
 * The numbers have no gaps, so a page is found by arithmetic. Both ends are included; empty where `first` > `last`. `start` is the lowest
 * number that exists, `head` the highest. The script `page.lua` does the same sums, as it alone knows `start` and `head` of the moment.
 */
export function pageBounds(
  { before, after, around, limit }: WantedPage,
  start: number,
  head: number,
): { readonly first: number; readonly last: number; readonly hasMore: boolean } {
  if (after !== undefined) {
    const first = Math.max(start, after + 1);
    const last = Math.min(head, first + limit - 1);
    return { first, last, hasMore: last < head };
  }
  if (around !== undefined) {
    const last = Math.min(head, Math.max(start + limit - 1, around + Math.ceil(limit / 2) - 1));
    const first = Math.max(start, last - limit + 1);
    return { first, last, hasMore: first > start || last < head };
  }
  const last = before === undefined ? head : Math.min(head, before - 1);
  const first = Math.max(start, last - limit + 1);
  return { first, last, hasMore: first > start && last >= first };
}
