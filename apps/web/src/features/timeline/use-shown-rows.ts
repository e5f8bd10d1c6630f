import { useState } from 'react';
import type { Row } from './rows.ts';
import { windowChange, type WindowChange } from './window-change.ts';

export type ShownRows = {
  readonly rows: readonly Row[];
  /** Another number, another stretch of the log: nothing measured so far holds. */
  readonly generation: number;
  readonly change: WindowChange;
};

const unchanged: WindowChange = { appended: 0, replaced: false };

/** The rows, and how they differ from those shown before. */
export const useShownRows = (rows: readonly Row[]): ShownRows => {
  const [state, setState] = useState<ShownRows>(() => ({ rows, generation: 0, change: unchanged }));
  if (state.rows === rows) return state;
  const change = windowChange(state.rows, rows);
  const next = { rows, generation: change.replaced ? state.generation + 1 : state.generation, change };
  setState(next);
  return next;
};
