/** Everything about time that a person reads. `Intl` only; one formatter of each kind is kept. */

const formatters = new Map<string, Intl.DateTimeFormat>();

const formatter = (locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = `${locale} ${JSON.stringify(options)}`;
  let found = formatters.get(key);
  if (!found) formatters.set(key, (found = new Intl.DateTimeFormat(locale, options)));
  return found;
};

/** The reader's own variant of the chosen language (en-GB for en), so that clocks read as she is used to. */
export const regionalLocale = (locale: string, preferred: readonly string[]): string => {
  // A locale that names its region already is wanted as it is.
  if (locale.includes('-')) return locale;
  return preferred.find((candidate) => candidate.startsWith(`${locale}-`)) ?? locale;
};

const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

/** Whole calendar days from `at` to `now` in the local zone; rounding absorbs the hour a clock change adds. */
export const daysBetween = (at: number, now: number): number =>
  Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);

export const isSameDay = (a: number, b: number): boolean => startOfDay(a) === startOfDay(b);

/** Two digits where the clock has 24 hours, as usual where it has 12. */
const clock = (locale: string): Intl.DateTimeFormat => {
  const hour = formatter(locale, { hour: 'numeric' }).resolvedOptions().hour12 === true ? 'numeric' : '2-digit';
  return formatter(locale, { hour, minute: '2-digit' });
};

export const timeOfDay = (at: number, locale: string): string => clock(locale).format(at);

/** Hours and minutes alone, for the narrow column beside a message whose group says the time whole: without AM and PM. */
export const clockFace = (at: number, locale: string): string => {
  const parts = clock(locale).formatToParts(at);
  const [from, to] = ['hour', 'minute'].map((wanted) => parts.findIndex(({ type }) => type === wanted));
  return parts
    .slice(from, (to ?? 0) + 1)
    .map(({ value }) => value)
    .join('');
};

const capitalised = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

const date = (at: number, now: number, locale: string): string => {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  const day = formatter(locale, { month: 'long', day: 'numeric', ...(sameYear ? {} : { year: 'numeric' }) }).format(at);
  const weekday = formatter(locale, { weekday: 'long' }).format(at);
  return locale.startsWith('zh') ? `${day} ${weekday}` : `${weekday}, ${day}`;
};

/** A day line: 今天, 昨天, else the date with its weekday, and the year when it is another. */
export const dayLabel = (at: number, now: number, locale: string): string => {
  const days = daysBetween(at, now);
  if (days !== 0 && days !== 1) return date(at, now, locale);
  return capitalised(new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-days, 'day'));
};

/** For lists: the clock today, "yesterday", else the short date. */
export const listTime = (at: number, now: number, locale: string): string => {
  const days = daysBetween(at, now);
  if (days <= 0) return timeOfDay(at, locale);
  if (days === 1) return dayLabel(at, now, locale);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return formatter(locale, sameYear ? { month: 'short', day: 'numeric' } : { dateStyle: 'short' }).format(at);
};

/** Where words are not set apart, a line would end within the date. */
export const unbroken = (date: string): string => date.replaceAll(/(?<=[年月])(?=\d)|(?<=\d)(?=[年月日])/g, '\u2060');

/** For sentences: 23 November 2026. */
export const fullDate = (at: number, locale: string): string =>
  unbroken(formatter(locale, { dateStyle: 'long' }).format(at));

/** For tooltips: the full date, seconds and zone. */
export const absoluteTime = (at: number, locale: string): string =>
  formatter(locale, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(at);
