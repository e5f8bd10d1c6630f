import { isApple } from './keys.ts';

type Struck = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'getModifierState'>;

const isSign = (key: string): boolean => [...key].length === 1;

/**
 * What a key is as a shortcut: the Latin letter on it, also with Caps Lock. Layouts with other letters (Russian, Greek, Arabic, Korean) have
 * no R at all: theirs is the key in its place.
 */
export const shortcutKey = ({ key, code }: Pick<Struck, 'key' | 'code'>): string => {
  if (!isSign(key)) return key;
  const place = key > '\u007f' ? /^Key([A-Z])$/.exec(code)?.[1] : undefined;
  return (place ?? key).toLowerCase();
};

/** Whether a key writes something, if only an accent for the next one. `@` is AltGr+Q in German, which Windows calls Ctrl+Alt, and Option+L on a Mac. */
export const isTyped = (event: Struck): boolean => {
  if (!isSign(event.key) && event.key !== 'Dead') return false;
  const isThirdLevel = event.getModifierState('AltGraph') || (isApple && event.altKey && !event.ctrlKey);
  return !event.metaKey && (isThirdLevel || (!event.ctrlKey && !event.altKey));
};

/** A key with what is held beside it, as features name it: `$mod+k`, `Alt+Shift+ArrowUp`. `$mod` is Ctrl, or ⌘ on a Mac. */
export const chordOf = (event: Struck): string => {
  const key = shortcutKey(event);
  // Some layouts need Shift for `/`.
  const isShifted = event.shiftKey && (!isSign(key) || /\p{L}/u.test(key));
  return [
    event.ctrlKey && (isApple ? 'Control' : '$mod'),
    event.metaKey && (isApple ? '$mod' : 'Meta'),
    event.altKey && 'Alt',
    isShifted && 'Shift',
    key,
  ]
    .filter(Boolean)
    .join('+');
};
