type Said = { readonly seq: number; readonly at: number };

/**
 * The first message at a time or after it, the last one where all are before it; undefined where there is none. `after` reads the first message behind a
 * number. Asks about twenty times in a million messages.
 */
export const findDay = async (
  from: number,
  { first, seq: last }: { readonly first: number; readonly seq: number },
  after: (seq: number) => Promise<Said | undefined>,
): Promise<number | undefined> => {
  let [low, high] = [first - 1, last];
  let found: number | undefined;
  while (low < high) {
    const middle = (low + high) >> 1;
    const said = await after(middle);
    if (!said || said.at >= from) {
      if (said) found = said.seq;
      high = middle;
    } else low = said.seq;
  }
  return found ?? (last >= first ? last : undefined);
};
