import type { Entry } from '@rookery/protocol';

/** What an inbox says, however it is sorted. */
export const marksOf = (entries: readonly Entry[]): Record<string, string> =>
  Object.fromEntries(
    entries.map(({ conversation, head, read, unread }) => [conversation, `${head.seq} ${head.id} ${read} ${unread}`]),
  );
