import { describe, expect, test } from 'vitest';
import { fnv1a, palette, sealColor } from './palette.ts';
import { sealGlyph } from './seal-glyph.ts';

describe('seal glyph', () => {
  test.each([
    ['张伟', '伟'],
    ['欧阳娜娜', '娜'],
    ['明', '明'],
    ['发布工作小组', '发'],
    ['Amelia Chen', 'AC'],
    ['bob', 'B'],
    ['\u00adsoft', 'S'],
    ['\u200bLi \u2060Na', 'LN'],
    ['❤️‍🔥 Fay', '❤️‍🔥F'],
    ['amelia.chen', 'AC'],
    ['Ana María López', 'AM'],
    ['李 娜', '李'],
    ['👩‍💻 dev', '👩‍💻D'],
    ['  ', '?'],
  ])('%s → %s', (name, glyph) => {
    expect(sealGlyph(name)).toBe(glyph);
  });
});

describe('seal colour', () => {
  test('is FNV-1a of the id', () => {
    expect(fnv1a('')).toBe(0x811c9dc5);
    expect(fnv1a('a')).toBe(0xe40c292c);
    expect(fnv1a('foobar')).toBe(0xbf9cf968);
  });
  test('uses the whole palette about evenly', () => {
    const counts = new Map<string, number>();
    for (let id = 0; id < 2_400; id += 1) {
      const color = sealColor(`u_${id.toString(36)}`);
      counts.set(color, (counts.get(color) ?? 0) + 1);
    }
    expect(counts.size).toBe(palette.length);
    for (const count of counts.values()) expect(count).toBeGreaterThan(120);
  });
});
