import type { Entry } from '@rookery/protocol';

/** What calls for the reader, over all conversations: mentions, private messages, invitations. */
export const neededCount = (entries: readonly Entry[]): number =>
  entries.reduce(
    (sum, { kind, unread, mentions, invited }) => sum + (invited ? 1 : kind === 'direct' ? unread : mentions),
    0,
  );
