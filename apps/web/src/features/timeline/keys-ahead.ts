import { flushSync } from 'react-dom';
import { holdKeys, type TypeAhead } from '../../shell/type-ahead.ts';

/** What was opened and does not come is not waited for by whoever types, ms. */
const mostMs = 10_000;

/**
 * A key has opened something in the row that has the focus, which may have to be loaded: the keys struck until it is there are its own. Where the focus goes elsewhere
 * meanwhile, or Esc is pressed, nobody gets them.
 */
export const keysAhead = (
  row: HTMLElement,
  selector: string,
  then: (found: HTMLElement, ahead: TypeAhead) => void,
): void => {
  const look = (): void => {
    const found = row.querySelector<HTMLElement>(selector);
    if (!found) return;
    end();
    then(found, ahead);
  };
  const watch = new MutationObserver(look);
  const end = (): void => {
    watch.disconnect();
    clearTimeout(timer);
    row.removeEventListener('focusout', onFocusOut);
  };
  const giveUp = (): void => {
    end();
    ahead.drop();
  };
  const onFocusOut = ({ relatedTarget }: FocusEvent): void => {
    if (!(relatedTarget instanceof Node) || !row.contains(relatedTarget)) giveUp();
  };
  const ahead = holdKeys(end);
  const timer = setTimeout(giveUp, mostMs);
  row.addEventListener('focusout', onFocusOut);
  watch.observe(row, { childList: true, subtree: true });
};

const toolbar = '[role="toolbar"]';
const picker = '[aria-haspopup="dialog"]';

/** Opens the choice of emoji of a row that has the focus, by its toolbar. */
export const pickReaction = (row: HTMLElement): void => {
  const bar = row.querySelector(toolbar);
  if (bar) bar.querySelector<HTMLElement>(picker)?.click();
  else
    keysAhead(row, toolbar, (found, ahead) => {
      const button = found.querySelector<HTMLElement>(picker);
      if (!button) return ahead.drop();
      ahead.passOn(() => flushSync(() => button.click()));
    });
};
