import { describe, expect, test } from 'vitest';
import { isImeKey } from './ime.ts';

describe('[WEB-10] keys an input method has taken', () => {
  test('a key while composing', () => {
    expect(isImeKey({ isComposing: true, keyCode: 13 })).toBe(true);
  });
  test('the Enter that confirms in Safari: composing is over, the code tells', () => {
    expect(isImeKey({ isComposing: false, keyCode: 229 })).toBe(true);
  });
  test('an Enter of one’s own', () => {
    expect(isImeKey({ isComposing: false, keyCode: 13 })).toBe(false);
  });
  test('looks through a React event', () => {
    expect(isImeKey({ nativeEvent: { isComposing: false, keyCode: 229 } })).toBe(true);
    expect(isImeKey({ nativeEvent: { isComposing: false, keyCode: 13 } })).toBe(false);
  });
});
