import { useCallback, useEffect, useRef, useState } from 'react';
import { useIsConnected } from './use-connection.ts';
import { useCutOff } from './use-cut-off.ts';

type Page<Row> = { readonly rows: readonly Row[]; readonly next: string | null };

export type Pages<Row> = {
  /** Undefined until the first page is there. */
  readonly rows: readonly Row[] | undefined;
  readonly hasMore: boolean;
  readonly failure: unknown;
  readonly more: () => void;
  readonly again: () => void;
  /** What the reader has done to the rows is shown before they are asked for again. */
  readonly change: (made: (rows: readonly Row[]) => readonly Row[]) => void;
};

/** Empty pages in a row that are asked for by themselves: a search may look through many without finding anything. */
const emptyInARow = 20;

/** A list that comes in pages. It begins anew whenever `read` is another function, and once connected again. */
export function usePages<Row>(read: (cursor: string | undefined) => Promise<Page<Row>>): Pages<Row> {
  const isConnected = useIsConnected();
  const cutOff = useCutOff();
  const [rows, setRows] = useState<readonly Row[]>();
  const [next, setNext] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>();
  const turn = useRef(0);

  const load = useCallback(
    async (cursor: string | undefined) => {
      const mine = (turn.current += 1);
      try {
        let page = await read(cursor);
        for (let empty = 0; page.rows.length === 0 && page.next !== null && empty < emptyInARow; empty += 1)
          page = await read(page.next);
        // Something else was asked for meanwhile.
        if (mine !== turn.current) return;
        setRows((before) => (cursor === undefined ? page.rows : [...(before ?? []), ...page.rows]));
        setNext(page.next);
        setFailure(undefined);
      } catch (thrown) {
        if (mine === turn.current) setFailure(thrown);
      }
    },
    [read],
  );
  useEffect(() => {
    if (isConnected) void load(undefined);
  }, [isConnected, load]);

  return {
    rows,
    hasMore: next !== null,
    failure: failure ?? (rows ? undefined : cutOff),
    more: () => void load(next ?? undefined),
    again: () => void load(undefined),
    change: (made) => setRows((before) => made(before ?? [])),
  };
}
