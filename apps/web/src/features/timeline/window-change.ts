type Keyed = { readonly item: { readonly key: string } };

export type WindowChange = {
  /** Rows that came after the last one shown so far. */
  readonly appended: number;
  /** Nothing shown before is still there: another stretch of the log. */
  readonly replaced: boolean;
};

/** How the list differs from the one shown before. */
export const windowChange = (before: readonly Keyed[], after: readonly Keyed[]): WindowChange => {
  if (before === after) return { appended: 0, replaced: false };
  const last = before.at(-1)?.item.key;
  if (last === undefined) return { appended: after.length, replaced: true };
  const end = after.findLastIndex((row) => row.item.key === last);
  if (end >= 0) return { appended: after.length - 1 - end, replaced: false };
  const kept = new Set(after.map((row) => row.item.key));
  return { appended: 0, replaced: !before.some((row) => kept.has(row.item.key)) };
};
