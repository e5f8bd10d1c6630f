import type { Text } from '../../locales/text.ts';
import { dateAndTime } from '../../lib/date-and-time.ts';

/** A mute that lasts until it is taken back: the year 2100. */
const forGood = 4_102_444_800_000;
const hourMs = 3_600_000;

/** Eight the next morning, by the reader's clock: also where a night is an hour shorter. */
const tomorrowMorning = (now: number): number => {
  const at = new Date(now);
  at.setDate(at.getDate() + 1);
  return at.setHours(8, 0, 0, 0);
};

/** For how long one mutes: the id of its words, and its end. */
export const muteEnds: readonly { readonly label: string; readonly end: (now: number) => number }[] = [
  { label: 'notices.hour', end: (now) => now + hourMs },
  { label: 'notices.eightHours', end: (now) => now + 8 * hourMs },
  { label: 'notices.tomorrow', end: tomorrowMorning },
  { label: 'notices.forGood', end: () => forGood },
];

export const mutedWords = (text: Text, mutedUntil: number, locale: string): string =>
  mutedUntil >= forGood
    ? text('notices.mutedForGood')
    : text('notices.mutedUntil', { until: dateAndTime(mutedUntil, locale) });
