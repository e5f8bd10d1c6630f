import type { InboxView } from '@rookery/client';
import { useEffect, useRef } from 'react';
import { showToast } from '../design/toasts.ts';
import { nameAmong } from '../lib/name-twins.ts';
import type { Place } from '../lib/paths.ts';
import { useText } from '../locales/text.ts';
import { useClient } from '../sdk/ClientContext.ts';
import { useInbox } from '../sdk/use-inbox.ts';
import { useMe } from '../sdk/use-session.ts';
import { forgetGoneRooms, keepGoneRoom, openGoneRooms } from '../store/gone-rooms.ts';
import { departureTitle, departureWords } from './conversation/departure-text.ts';

/**
 * A room that somebody else has taken from the reader does not go in silence: at its address it is said until she dismisses it
 * (RoomOutside), elsewhere in passing. Shows nothing by itself.
 */
export const DepartureNews = ({ place }: { readonly place: Place }) => {
  const text = useText();
  const client = useClient();
  const { id } = useMe();
  const { state, entries, departures } = useInbox();
  const known = useRef<InboxView['departures']>(new Map());

  useEffect(() => {
    openGoneRooms(id);
    if (state === 'ready') forgetGoneRooms(new Set(entries.map(({ conversation }) => conversation)));
  }, [id, state, entries]);

  useEffect(() => {
    const before = known.current;
    known.current = departures;
    for (const [conversation, departure] of departures) {
      const earlier = before.get(conversation);
      const { why, by, entry } = departure;
      if (earlier === departure || !entry.room) continue;
      const { name, visibility } = entry.room;
      const isPublic = visibility === 'public';
      const room = { conversation, name, isPublic, invited: entry.invited === true, why, by };
      keepGoneRoom(room);
      const isHere = place.kind === 'room' && (place.room === conversation || (isPublic && place.room === name));
      if (isHere || why === undefined || why === 'left' || earlier?.why !== undefined) continue;
      const tell = (): void => {
        const someone = by && client.people.get(by);
        showToast(
          text('departure.news', {
            title: departureTitle(text, room),
            words: departureWords(text, room, someone && nameAmong(text, client.people.all.get(), someone)),
          }),
        );
      };
      if (by === undefined || client.people.get(by)) tell();
      else client.request('people:look', { users: [by] }).then(tell, tell);
    }
  }, [client, departures, place, text]);
  return null;
};
