import type { Entry } from '@rookery/protocol';

const newest = ({ last }: Entry): number => last?.at ?? 0;

/** Rooms by name, so that they stay where the eye expects them. Invitations first. */
export const sortRooms = (entries: readonly Entry[]): Entry[] =>
  entries
    .filter(({ kind }) => kind === 'room')
    .sort(
      (a, b) =>
        Number(b.invited ?? false) - Number(a.invited ?? false) ||
        (a.room?.name ?? '').localeCompare(b.room?.name ?? '', undefined, { numeric: true, sensitivity: 'base' }),
    );

/** People and groups by who wrote last. */
export const sortDirects = (entries: readonly Entry[]): Entry[] =>
  entries.filter(({ kind }) => kind !== 'room').sort((a, b) => newest(b) - newest(a));

/** As the sidebar shows them, top to bottom. */
export const sidebarOrder = (entries: readonly Entry[]): Entry[] => [...sortRooms(entries), ...sortDirects(entries)];
