import type { Entry } from '@rookery/protocol';
import { useEffect, useMemo } from 'react';
import { useLocation } from 'wouter';
import { paths, placeOf, type Place } from '../lib/paths.ts';
import { usePathname } from '../lib/use-pathname.ts';
import { useInbox } from '../sdk/use-inbox.ts';
import type { Panel } from '../shell/feature.ts';
import { useFeatures } from '../shell/features.ts';
import { findDirect, findRoomEntry } from './find-entry.ts';

export type Here = {
  readonly place: Place;
  /** The conversation at this address, where the reader has it. */
  readonly entry: Entry | undefined;
  readonly panel: Panel | undefined;
};

/** Where the address leads. */
export const usePlace = (): Here => {
  const { entries } = useInbox();
  const { panels, segments } = useFeatures();
  const [, navigate] = useLocation();
  const pathname = usePathname();
  const place = useMemo(() => placeOf(pathname, segments), [pathname, segments]);
  const entry =
    place.kind === 'room'
      ? findRoomEntry(entries, place.room)
      : place.kind === 'direct'
        ? findDirect(entries, place.username)
        : undefined;

  // A room's address is its id: one that was typed by name is put right.
  const byName = place.kind === 'room' && entry && place.room !== entry.conversation ? entry.conversation : undefined;
  useEffect(() => {
    if (byName !== undefined) navigate(paths.room(byName), { replace: true });
  }, [byName, navigate]);

  const segment = place.kind === 'room' || place.kind === 'direct' ? place.panel : undefined;
  const panel = entry && panels.find((one) => one.segment === segment && one.isFor(entry));
  return { place, entry, panel };
};
