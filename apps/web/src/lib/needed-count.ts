import { isMuted, type Entry } from '@rookery/protocol';

/** Nothing of it presses now. */
export const isQuietEntry = ({ notify }: { readonly notify?: Entry['notify'] }): boolean => isMuted(notify, Date.now());

/** What calls for the reader in one conversation. */
export const neededIn = (entry: Entry): number => {
  const { kind, unread, mentions, invited } = entry;
  return invited ? 1 : isQuietEntry(entry) ? 0 : kind !== 'room' ? unread || mentions : mentions;
};

/** What calls for the reader, over all conversations: mentions, private messages, invitations. */
export const neededCount = (entries: readonly Entry[]): number =>
  entries.reduce((sum, entry) => sum + neededIn(entry), 0);

/** Something in it is unread, and may be said. */
export const isWaiting = (entry: Entry): boolean => !isQuietEntry(entry) && entry.unread + neededIn(entry) > 0;
