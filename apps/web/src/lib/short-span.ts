const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
  ['millisecond', 1],
] as const;

/** A span of time in its largest unit, with one decimal where it is short: 3 ms, 1.2 s, 5 min. */
export function shortSpan(ms: number, locale: string): string {
  const [unit, size] = units.find(([, least]) => ms >= least) ?? (['millisecond', 1] as const);
  const count = ms / size;
  const maximumFractionDigits = unit === 'millisecond' || count >= 10 ? 0 : 1;
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits }).format(
    count,
  );
}
