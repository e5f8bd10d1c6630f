const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const step = 1_024;

/** A number of bytes as file managers show it, in steps of 1,024: 48.2 MB. `roundingMode`: of what must not seem smaller, or larger, than it is. */
export const byteSize = (bytes: number, locale: string, roundingMode?: 'ceil' | 'floor'): string => {
  let power = 0;
  let value = bytes;
  for (; value >= step && power < units.length - 1; power += 1) value /= step;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[power] ?? 'byte',
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power > 1 && value < 100 ? 1 : 0,
    ...(roundingMode ? { roundingMode } : {}),
  }).format(value);
};
