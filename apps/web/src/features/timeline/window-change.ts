type Keyed = { readonly item: { readonly key: string } };

export type WindowChange = {
  /** Rows that came before the first one shown so far. */
  readonly prepended: number;
  /** Rows that came after the last one shown so far. */
  readonly appended: number;
  /** Nothing shown before is still there: another stretch of the log. */
  readonly replaced: boolean;
};

/** How the list differs from the one shown before. Reads a few keys where it can. */
export const windowChange = (before: readonly Keyed[], after: readonly Keyed[]): WindowChange => {
  if (before === after) return { prepended: 0, appended: 0, replaced: false };
  const first = before[0]?.item.key;
  const last = before.at(-1)?.item.key;
  if (first === undefined || last === undefined) return { prepended: 0, appended: after.length, replaced: true };
  const at = after[0]?.item.key === first ? 0 : after.findIndex((row) => row.item.key === first);
  if (at < 0) return { prepended: 0, appended: 0, replaced: !after.some((row) => row.item.key === last) };
  const end = after.findLastIndex((row) => row.item.key === last);
  return { prepended: at, appended: end < 0 ? 0 : after.length - 1 - end, replaced: false };
};
