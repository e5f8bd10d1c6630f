import type { Client } from '@rookery/client';
import { keptStorage } from '../lib/kept-storage.ts';
import { closeDrafts, openDrafts } from '../store/drafts.ts';
import { goneRoomsName } from '../store/gone-rooms-name.ts';
import { forgetPlaces } from '../store/places.ts';

/** What this browser keeps of somebody is hers: whoever comes in after her finds none of it. */
export const followSession = ({ session }: Client): void => {
  let shown: string | undefined;
  const follow = (): void => {
    const now = session.get();
    if (now.state === 'none') {
      closeDrafts(!now.ended);
      keptStorage?.removeItem(goneRoomsName);
    } else if (now.user.id !== shown) {
      shown = now.user.id;
      forgetPlaces();
      openDrafts(shown);
    } else openDrafts(shown);
  };
  follow();
  session.subscribe(follow);
};
