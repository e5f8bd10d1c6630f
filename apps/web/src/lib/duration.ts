/** Up to so many of one unit; beyond it the next larger. */
const most = 90;

/** A time to wait, in words: 45 seconds, 2 minutes, 3 hours. Rounded up, so that nobody is told to wait for nothing. */
export function duration(ms: number, locale: string): string {
  const say = (count: number, unit: string): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
  const seconds = Math.ceil(ms / 1_000);
  if (seconds <= most) return say(seconds, 'second');
  const minutes = Math.ceil(seconds / 60);
  return minutes <= most ? say(minutes, 'minute') : say(Math.ceil(minutes / 60), 'hour');
}
