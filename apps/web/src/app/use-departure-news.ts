import { useEffect, useRef } from 'react';
import { showToast } from '../design/toasts.ts';
import { nameAmong } from '../lib/name-twins.ts';
import { useText } from '../locales/text.ts';
import { useClient } from '../sdk/ClientContext.ts';
import { useInbox } from '../sdk/use-inbox.ts';
import { departureTitle, departureWords } from './conversation/departure-text.ts';
import { findDeparture } from './find-entry.ts';
import type { Place } from '../lib/paths.ts';

/** A room that somebody else has taken from the reader while she looks elsewhere does not go in silence. At its own address the pane says it. */
export const useDepartureNews = (place: Place): void => {
  const text = useText();
  const client = useClient();
  const { departures } = useInbox();
  const told = useRef(departures);
  useEffect(() => {
    const before = told.current;
    told.current = departures;
    const here = place.kind === 'room' ? findDeparture(departures, place.room) : undefined;
    for (const [conversation, departure] of departures) {
      const { why, by } = departure;
      const isNews = why !== undefined && why !== 'left' && before.get(conversation)?.why === undefined;
      if (!isNews || departure === here) continue;
      const tell = (): void => {
        const someone = by && client.people.get(by);
        showToast(
          text('departure.news', {
            title: departureTitle(text, departure),
            words: departureWords(text, departure, someone && nameAmong(client.people.all.get(), someone)),
          }),
        );
      };
      if (by === undefined || client.people.get(by)) tell();
      else client.request('people:look', { users: [by] }).then(tell, tell);
    }
  }, [client, departures, place, text]);
};
