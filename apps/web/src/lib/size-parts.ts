const unitBytes = { MiB: 2 ** 20, GiB: 2 ** 30 } as const;

export type SizeUnit = keyof typeof unitBytes;
export const sizeUnits = Object.keys(unitBytes) as readonly SizeUnit[];

/** A limit as a person sets it: a number, with three places at most, of a unit. */
export const sizeParts = (bytes: number): { readonly count: string; readonly unit: SizeUnit } => {
  const unit = bytes > 0 && (bytes % unitBytes.GiB === 0 || bytes > 10 * unitBytes.GiB) ? 'GiB' : 'MiB';
  return { count: String(Math.round((bytes / unitBytes[unit]) * 1_000) / 1_000), unit };
};

/** How many bytes that is; undefined where the count is not a number. Some languages write 1,5. */
export const bytesIn = (count: string, unit: SizeUnit): number | undefined =>
  /^\d{1,9}([.,]\d{1,3})?$/.test(count) ? Math.round(Number(count.replace(',', '.')) * unitBytes[unit]) : undefined;
