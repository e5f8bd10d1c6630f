import type { Entry } from '@rookery/protocol';
import type { Preferences } from '../store/preferences.ts';
import { isQuietEntry, isWaiting } from './needed-count.ts';

const names = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

const newest = ({ last }: Entry): number => last?.at ?? 0;

/** Rooms by name, so that they stay where the eye expects them. Invitations first. */
const sortRooms = (entries: readonly Entry[]): Entry[] =>
  entries
    .filter(({ kind }) => kind === 'room')
    .sort(
      (a, b) =>
        Number(b.invited ?? false) - Number(a.invited ?? false) ||
        names.compare(a.room?.name ?? '', b.room?.name ?? ''),
    );

/** People and groups by who wrote last. */
const sortDirects = (entries: readonly Entry[]): Entry[] =>
  entries.filter(({ kind }) => kind !== 'room').sort((a, b) => newest(b) - newest(a));

type Filter = Pick<Preferences, 'onlyUnread' | 'hidesMuted' | 'folded'>;

/** What the reader wants to see of a section. What is open is always shown, and of a folded section what is unread. */
const shownIn = (
  section: string,
  entries: readonly Entry[],
  { onlyUnread, hidesMuted, folded }: Filter,
  open: string | undefined,
): Entry[] =>
  entries.filter(
    (entry) =>
      entry.conversation === open ||
      (!(hidesMuted && isQuietEntry(entry) && entry.mentions === 0) &&
        ((!onlyUnread && !folded.includes(section)) || isWaiting(entry))),
  );

/** As the sidebar shows them, top to bottom. */
export const sidebarSections = (entries: readonly Entry[], filter: Filter, open: string | undefined) => ({
  rooms: shownIn('rooms', sortRooms(entries), filter, open),
  directs: shownIn('directs', sortDirects(entries), filter, open),
});
