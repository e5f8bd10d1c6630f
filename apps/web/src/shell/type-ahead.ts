import { chordOf, isTyped } from '../lib/shortcut-key.ts';
import { isEditable } from './focus.ts';

/**
 * Keys struck for something that was opened and is still loading. They reach nothing else meanwhile, and it when it is there: whatever is
 * loading, a key belongs to what was opened before it was struck.
 */
export type TypeAhead = {
  /** It is there: hands the keys to the field that has the focus, one after the other, and those that are struck meanwhile. */
  readonly give: () => void;
  /** The focus goes back to where it was, so that it can be given back there later. */
  readonly focusAgain: () => void;
  /** They go to what `open` opens, whether that is loaded or not. */
  readonly passOn: (open: () => void) => void;
  /** It was given up: nobody gets them. */
  readonly drop: () => void;
};

/** Nobody types further ahead. */
const heldKeys = 200;

const isText = (key: string): boolean => [...key].length === 1;

/** Of what is no text: what chooses, moves and sends where it arrives. */
const heldNames = new Set([
  ...['Enter', 'Backspace', 'Delete', 'Tab'],
  ...['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'],
]);

const isForField = (event: KeyboardEvent): boolean => (isText(event.key) && isTyped(event)) || heldNames.has(event.key);

const type = (field: HTMLInputElement | HTMLTextAreaElement, key: string): void => {
  const end = field.value.length;
  if (isText(key)) field.setRangeText(key, end, end, 'end');
  else field.setRangeText('', Math.max(0, end - [...field.value].slice(-1).join('').length), end, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true, data: isText(key) ? key : null }));
};

/** As if it were struck now. */
const strike = (key: string): void => {
  const target = document.activeElement;
  if (!target) return;
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
  if (!target.dispatchEvent(event)) return;
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) {
    if (isText(key) || key === 'Backspace') type(target, key);
    else if (key === 'Enter' && target instanceof HTMLInputElement) target.form?.requestSubmit();
  } else if (target instanceof HTMLButtonElement && (key === 'Enter' || key === ' ')) target.click();
};

/** Struck before the app was there, for what it opens first. */
let early: readonly string[] = [];
export const giveEarlyKeys = (keys: readonly string[]): void => {
  early = keys;
};

/** Held for what is being opened in this moment. */
let passed: { readonly take: () => readonly string[]; readonly give: () => void } | undefined;

/** What was opened is loaded already: it gets them once it has the focus. */
export const givePassed = (): void => {
  if (passed) queueMicrotask(passed.give);
  passed = undefined;
};

/** From now on keys are held. `onGiveUp`: Esc, before it is there. */
export const holdKeys = (onGiveUp: () => void): TypeAhead => {
  const keys = [...early, ...(passed?.take() ?? [])];
  early = [];
  passed = undefined;
  let isGiving = false;
  const before = document.activeElement;
  // What an input method composes cannot be held back: it shall have no field to go to.
  if (before instanceof HTMLElement && isEditable(before)) before.blur();

  const hold = (event: KeyboardEvent): void => {
    if (!event.isTrusted) return;
    event.stopImmediatePropagation();
    if (event.key === 'Escape' && !isGiving) {
      event.preventDefault();
      drop();
      onGiveUp();
    } else if (isForField(event)) {
      event.preventDefault();
      if (keys.length < heldKeys) keys.push(event.key);
    } else if (chordOf(event) === '$mod+k') event.preventDefault();
  };
  const end = (): void => window.removeEventListener('keydown', hold, true);
  const focusAgain = (): void => {
    if (before instanceof HTMLElement && before.isConnected && document.activeElement === document.body)
      before.focus({ preventScroll: true });
  };
  const drop = (): void => {
    end();
    keys.length = 0;
    focusAgain();
  };
  const give = (): void => {
    isGiving = true;
    const next = (): void => {
      const key = keys.shift();
      if (key === undefined) {
        end();
        return;
      }
      strike(key);
      // What the key changed is rendered before the next one.
      setTimeout(next);
    };
    next();
  };
  const passOn = (open: () => void): void => {
    passed = {
      take: () => {
        end();
        return keys;
      },
      give,
    };
    open();
    if (!passed) return;
    passed = undefined;
    drop();
  };
  window.addEventListener('keydown', hold, true);
  return { give, focusAgain, passOn, drop };
};
