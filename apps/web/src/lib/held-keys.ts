import { isTyped } from './shortcut-key.ts';

/** What had the focus when the key that is held now was struck. */
let struckAt: EventTarget | null = null;

/** Keys that close or do something once, however long they are held. */
const once = ['Enter', 'Escape'];
const writes = ['Backspace', 'Delete'];

/**
 * A key that is held is one stroke, for what had the focus when it was struck. What its repeats would go on to do is kept from happening: the
 * Enter that picks a room does not send the draft that waits there, nor does the one that asks for something also say yes to it. Moving goes on.
 */
export const holdKeysOnce = (): void =>
  addEventListener(
    'keydown',
    (event) => {
      if (!event.repeat) {
        struckAt = event.target;
        return;
      }
      const isOnce = once.includes(event.key) && !event.shiftKey;
      if (!isOnce && (event.target === struckAt || !(isTyped(event) || writes.includes(event.key)))) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
