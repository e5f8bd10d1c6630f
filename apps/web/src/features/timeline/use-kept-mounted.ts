import { useMemo } from 'react';
import { useObservable } from '../../lib/use-observable.ts';
import type { Row } from './rows.ts';
import type { TimelineScene } from './TimelineContext.ts';

/** Rows that stay in the document wherever one scrolls: the one with the focus and the one that is being edited. */
export const useKeptMounted = (rows: readonly Row[], { focused, editing }: TimelineScene): readonly number[] => {
  const focusedKey = useObservable(focused);
  const editingKey = useObservable(editing);
  return useMemo(
    () =>
      [focusedKey, editingKey]
        .flatMap((key) => (key === undefined ? [] : rows.findIndex((row) => row.item.key === key)))
        .filter((index) => index >= 0),
    [focusedKey, editingKey, rows],
  );
};
