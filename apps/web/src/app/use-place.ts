import type { Entry } from '@rookery/protocol';
import { useEffect, useMemo } from 'react';
import { useLocation } from 'wouter';
import { conversationPath, pathWithin, placeOf, type Place } from '../lib/paths.ts';
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
        ? findDirect(entries, place.id)
        : place.kind === 'group'
          ? entries.find(({ conversation }) => conversation === place.id)
          : undefined;

  // A conversation's address is its id: one by a room's name or by a person is put right.
  const named = place.kind === 'room' ? place.room : place.kind === 'direct' ? place.id : undefined;
  const right =
    entry && named !== entry.conversation && (place.kind === 'room' || place.kind === 'direct')
      ? pathWithin(conversationPath(entry), place)
      : undefined;
  useEffect(() => {
    if (right !== undefined) navigate(right, { replace: true });
  }, [right, navigate]);

  const segment = 'panel' in place ? place.panel : undefined;
  const panel = entry && panels.find((one) => one.segment === segment && one.isFor(entry));
  return { place, entry, panel };
};
