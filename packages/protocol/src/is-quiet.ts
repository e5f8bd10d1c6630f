import type { QuietHours } from './shapes/settings.ts';

/** Zones are written in many ways (`asia/SHANGHAI`): beyond so many clocks they are made anew. */
const mostClocks = 500;
/** By zone: what tells the time of day there is dear to make. */
const clocks = new Map<string, Intl.DateTimeFormat>();

const clockIn = (timeZone: string): Intl.DateTimeFormat => {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    if (clocks.size >= mostClocks) clocks.clear();
    clocks.set(timeZone, clock);
  }
  return clock;
};

/**
 * Whether nothing is to disturb somebody at `now` (ms since the epoch). Her own clock decides: where it jumps over the end, they end with the jump; where it shows an
 * hour twice, they hold each time that it shows one of theirs. From a time to the same time is never.
 */
export const isQuiet = (hours: QuietHours | null | undefined, now: number): boolean => {
  if (!hours) return false;
  const { from, to, zone } = hours;
  let time: string;
  try {
    time = clockIn(zone).format(now);
  } catch {
    // A zone that this platform does not know: rather told than not.
    return false;
  }
  return from <= to ? from <= time && time < to : from <= time || time < to;
};
