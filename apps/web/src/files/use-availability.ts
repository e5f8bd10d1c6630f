import type { FileId } from '@rookery/protocol';
import { useState } from 'react';
import { useClient } from '../sdk/ClientContext.ts';

/** `gone`: nobody gets it any more, or not this reader. `failed`: it may come when it is tried again. */
export type Availability = 'there' | 'gone' | 'failed';

/** Whether a file can be had: an element that shows it only says that it could not, so the server is asked why. */
export const useAvailability = (id: FileId) => {
  const client = useClient();
  const url = client.fileUrl(id);
  const [availability, set] = useState<Availability>('there');
  const [turn, setTurn] = useState(0);
  const ask = async (): Promise<Availability> => {
    const status = await fetch(url, { method: 'HEAD' }).then(
      (response) => response.status,
      () => 0,
    );
    const now = status === 404 ? 'gone' : status >= 200 && status < 400 ? 'there' : 'failed';
    set(now);
    return now;
  };
  return {
    url,
    preview: client.previewUrl(id),
    availability,
    /** Another one at every new try. */
    turn,
    ask,
    /** It did not come. What the server has and the browser cannot show has failed as well. */
    failed: () => void ask().then((now) => now === 'there' && set('failed')),
    again: () => {
      set('there');
      setTurn((count) => count + 1);
    },
  };
};
