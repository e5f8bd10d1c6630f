import type { Entry } from '@rookery/protocol';

/** What an inbox says of each conversation, however it is sorted. */
export const marksOf = (entries: readonly Entry[]): Record<string, string> =>
  Object.fromEntries(
    entries.map(({ conversation, head, read, unread }) => [
      conversation,
      `${unread} unread, read up to ${read} of ${head.seq} (the newest is ${head.id ?? 'none'})`,
    ]),
  );
