import { describe, expect, test } from 'vitest';
import { chordOf, isTyped, shortcutKey } from './shortcut-key.ts';

type Held = Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'altGraph', boolean>>;

const struck = (key: string, code: string, { altGraph = false, ...held }: Held = {}) => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
  getModifierState: (name: string) => name === 'AltGraph' && altGraph,
});
const ctrl = { ctrlKey: true };

describe('[WEB-60] keys of any layout', () => {
  test.each([
    ['English', 'k', 'KeyK'],
    ['English, with Caps Lock', 'K', 'KeyK'],
    ['Russian', 'л', 'KeyK'],
    ['Greek', 'κ', 'KeyK'],
    ['Arabic', 'ن', 'KeyK'],
    ['Hebrew', 'ל', 'KeyK'],
    ['Korean', 'ㅏ', 'KeyK'],
    ['Dvorak, where K is in the place of V', 'k', 'KeyV'],
  ])('Ctrl+K in %s', (_layout, key, code) => {
    expect(chordOf(struck(key, code, ctrl))).toBe('$mod+k');
  });

  test('a Latin letter in the place of K is no K', () => {
    expect(chordOf(struck('t', 'KeyK', ctrl))).toBe('$mod+t');
    expect(shortcutKey({ key: 'é', code: 'Digit2' })).toBe('é');
  });

  test('Ctrl+/ where / needs Shift, and the keys that are told apart by it', () => {
    expect(chordOf(struck('/', 'Digit7', { ...ctrl, shiftKey: true }))).toBe('$mod+/');
    expect(chordOf(struck('K', 'KeyK', { ...ctrl, shiftKey: true }))).toBe('$mod+Shift+k');
    expect(chordOf(struck('ArrowUp', 'ArrowUp', { altKey: true, shiftKey: true }))).toBe('Alt+Shift+ArrowUp');
    expect(chordOf(struck('k', 'KeyK', { metaKey: true }))).toBe('Meta+k');
  });

  test('what AltGr and dead keys write is typed', () => {
    expect(isTyped(struck('@', 'KeyQ', { altGraph: true }))).toBe(true);
    expect(isTyped(struck('@', 'KeyQ', { altGraph: true, ctrlKey: true, altKey: true }))).toBe(true);
    expect(isTyped(struck('Dead', 'Equal'))).toBe(true);
    expect(isTyped(struck('ж', 'Semicolon'))).toBe(true);
    expect(isTyped(struck('q', 'KeyQ', { ctrlKey: true, altKey: true }))).toBe(false);
    expect(isTyped(struck('k', 'KeyK', ctrl))).toBe(false);
    expect(isTyped(struck('ArrowUp', 'ArrowUp'))).toBe(false);
  });
});
