import { setTimeout as pause } from 'node:timers/promises';
import type { Stage } from './stage.ts';

const betweenMs = 1_500;

/** People search while everything else goes on: so that there is an index, on every node, that faults can hurt. Answers what ends it. */
export function searchAllDay(stage: Stage): () => Promise<void> {
  const end = new AbortController();
  const day = (async () => {
    for (let turn = 0; !end.signal.aborted; turn += 1) {
      const here = [...stage.devices.values()].filter((device) => device.isHere);
      const device = here[turn % Math.max(1, here.length)];
      // What fails is part of the day: in the end it is compared.
      await device?.ask('search:messages', { query: 'edited', limit: 5 }).catch(() => undefined);
      await pause(betweenMs, undefined, { signal: end.signal }).catch(() => undefined);
    }
  })();
  return () => {
    end.abort();
    return day;
  };
}
