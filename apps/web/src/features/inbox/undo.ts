import { dismissToast, showToast } from '../../design/toasts.ts';
import { cell } from '../../lib/cell.ts';
import { text } from '../../locales/text.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';

type Act = {
  /** The rows that it concerns, which then come back. */
  readonly rows: readonly string[];
  readonly takeBack: () => Promise<unknown>;
};

/** The row that is just coming back. */
export const cameBack = cell<string | undefined>(undefined);

/** Rows that the reader has done away with herself. */
export const handled = new Set<string>();

/** So many acts can be taken back, the latest first. */
const mostActs = 50;
/** One at a time is said: the way back from those before is `Z`. */
let shown: number | undefined;
let acts: readonly Act[] = [];

const hideShown = (): void => {
  if (shown !== undefined) dismissToast(shown);
  shown = undefined;
};

const takeBack = (act: Act): void => {
  acts = acts.filter((one) => one !== act);
  for (const row of act.rows) handled.delete(row);
  cameBack.set(act.rows[0]);
  hideShown();
  act.takeBack().catch(tellFailure);
};

/** Something was done in the inbox: says it, with the way back. */
export const done = (said: string, act: Act): void => {
  for (const row of act.rows) handled.add(row);
  acts = [...acts, act].slice(-mostActs);
  hideShown();
  shown = showToast(said, { label: text('inbox.undo'), run: () => takeBack(act) });
};

/** Takes back what was done last. */
export const undoLast = (): void => {
  const last = acts.at(-1);
  if (last) takeBack(last);
};
