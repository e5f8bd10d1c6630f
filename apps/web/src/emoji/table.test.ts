import { describe, expect, test } from 'vitest';
import { emojiByCode, emojis, findEmojis } from './table.ts';

describe('the emoji table', () => {
  test('has some three hundred signs, each once, each with its own code', () => {
    expect(emojis.length).toBeGreaterThan(280);
    expect(new Set(emojis.map(({ sign }) => sign)).size).toBe(emojis.length);
    expect(new Set(emojis.map(({ code }) => code)).size).toBe(emojis.length);
  });
  test('every sign is one emoji and every code is typeable', () => {
    for (const { sign, code } of emojis) {
      expect(sign, code).toMatch(/^\p{RGI_Emoji}$/v);
      expect(code).toMatch(/^[a-z0-9_+-]+$/);
    }
  });
  test('finds by code and by words of both languages', () => {
    expect(emojiByCode('tada')).toBe('🎉');
    expect(emojiByCode('thumbsup')).toBe('👍');
    expect(findEmojis('庆祝', 3)[0]?.sign).toBe('🎉');
    expect(findEmojis('rocket', 3)[0]?.sign).toBe('🚀');
    expect(findEmojis('nothing like this', 3)).toEqual([]);
  });
});
