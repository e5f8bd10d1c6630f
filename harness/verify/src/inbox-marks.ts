import type { Entry } from '@rookery/protocol';

/** What an inbox says of each conversation, however it is sorted. */
export const marksOf = (entries: readonly Entry[]): Record<string, string> =>
  Object.fromEntries(
    entries.map(({ conversation, head, read, unread, mentions, calledLate = 0 }) => [
      conversation,
      `${unread} unread, ${mentions} calls (${calledLate} of them by edits of what was read), read up to ${read} of ${head.seq} (the newest is ${head.id ?? 'none'})`,
    ]),
  );
