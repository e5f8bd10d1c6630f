import { byteSize } from '../../../lib/byte-size.ts';

/** Three digits that count, of what is below one two: 0.04, 4.2, 42.6, 1,913. */
export const figure = (value: number, locale: string): string =>
  new Intl.NumberFormat(locale, {
    ...(Math.abs(value) >= 100
      ? { maximumFractionDigits: 0 }
      : Math.abs(value) < 1
        ? { maximumFractionDigits: 2 }
        : { maximumSignificantDigits: 3 }),
  }).format(value);

export const millis = (value: number, locale: string): string =>
  new Intl.NumberFormat(locale, {
    ...{ style: 'unit', unit: value >= 1_000 ? 'second' : 'millisecond', unitDisplay: 'short' },
    ...(value >= 1_000 ? { maximumFractionDigits: 1 } : { maximumSignificantDigits: 2 }),
  }).format(value >= 1_000 ? value / 1_000 : value);

export const bytes = (value: number, locale: string): string => byteSize(value, locale);

export const percent = (share: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share);

/** How long it is until then, in its largest unit, whole: 3 weeks, 6 hours. */
export function untilThen(ms: number, locale: string): string {
  const units = [
    ['year', 365 * 86_400_000],
    ['month', 30 * 86_400_000],
    ['week', 7 * 86_400_000],
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
  ] as const;
  const [unit, size] = units.find(([, least]) => ms >= 2 * least) ?? (['minute', 60_000] as const);
  const count = Math.max(1, Math.floor(ms / size));
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}
