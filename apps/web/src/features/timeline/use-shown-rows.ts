import { useLayoutEffect, useState } from 'react';
import type { Row } from './rows.ts';
import { windowChange, type WindowChange } from './window-change.ts';

export type ShownRows = {
  readonly rows: readonly Row[];
  /** True for the one commit that adds older rows: the virtualizer then keeps the distance from the end. */
  readonly shift: boolean;
  /** Another number, another stretch of the log: nothing measured so far holds. */
  readonly generation: number;
  readonly change: WindowChange;
};

type State = ShownRows & { readonly source: readonly Row[] };

const unchanged: WindowChange = { prepended: 0, appended: 0, replaced: false };

/**
 * The rows to hand to the virtualizer. It can take older rows or newer rows in one commit, not both: where both came, the
 * newer ones follow in a second commit before anything is painted.
 */
export const useShownRows = (source: readonly Row[]): ShownRows => {
  const [state, setState] = useState<State>(() => ({
    rows: source,
    shift: false,
    generation: 0,
    change: unchanged,
    source,
  }));

  if (state.source !== source) {
    const change = windowChange(state.rows, source);
    const both = change.prepended > 0 && change.appended > 0;
    setState({
      source,
      rows: both ? source.slice(0, source.length - change.appended) : source,
      shift: change.prepended > 0,
      generation: change.replaced ? state.generation + 1 : state.generation,
      change: both ? { ...change, appended: 0 } : change,
    });
  }

  useLayoutEffect(() => {
    if (state.rows.length === state.source.length || state.source !== source) return;
    setState({ ...state, rows: source, shift: false, change: windowChange(state.rows, source) });
  }, [state, source]);

  return state;
};
