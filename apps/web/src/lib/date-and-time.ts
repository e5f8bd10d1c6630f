/** For sentences that say until when: 26 November 2026, 14:30. */
export const dateAndTime = (at: number, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(at);
