import type { Entry } from '@rookery/protocol';

/** What calls for the reader in one conversation. */
export const neededIn = ({ kind, unread, mentions, invited }: Entry): number =>
  invited ? 1 : kind !== 'room' ? unread || mentions : mentions;

/** What calls for the reader, over all conversations: mentions, private messages, invitations. */
export const neededCount = (entries: readonly Entry[]): number =>
  entries.reduce((sum, entry) => sum + neededIn(entry), 0);
