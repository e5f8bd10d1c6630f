import { unbroken } from './dates.ts';

/** For sentences that say until when: 26 November 2026, 14:30. */
export const dateAndTime = (at: number, locale: string): string =>
  unbroken(new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(at));
