import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { palette } from './palette.ts';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

const channel = (value: number): number => {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
};
const luminance = (hex: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => channel(Number.parseInt(hex.slice(at, at + 2), 16)));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (a: string, b: string): number => {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
};

const token = (name: string, theme: 0 | 1): string => {
  const found = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css);
  return found?.[theme + 1] ?? '';
};

const surfaces = ['bg', 'sidebar', 'raised', 'hover'];
const words = ['text', 'text-2', 'text-3', 'accent', 'seal', 'warn', 'ok', 'info'];
const themes = [
  ['light', 0],
  ['dark', 1],
] as const;

describe.each(themes)('[WEB-20] %s', (_, theme) => {
  test.each(words.flatMap((word) => surfaces.map((surface) => [word, surface] as const)))(
    '%s on %s reads (4.5)',
    (word, surface) => {
      expect(contrast(token(word, theme), token(surface, theme))).toBeGreaterThanOrEqual(4.5);
    },
  );
  test.each([
    ['on-accent', 'accent'],
    ['on-seal', 'seal'],
    ['accent', 'accent-soft'],
    ['text', 'accent-soft'],
    ['text', 'seal-soft'],
    ['seal', 'seal-soft'],
  ])('%s on %s reads (4.5)', (word, surface) => {
    expect(contrast(token(word, theme), token(surface, theme))).toBeGreaterThanOrEqual(4.5);
  });
  test.each(surfaces)('the border of an input stands out on %s (3)', (surface) => {
    expect(contrast(token('line-strong', theme), token(surface, theme))).toBeGreaterThanOrEqual(3);
  });
});

test.each(palette.map((color) => [color]))('white on the seal %s reads (4.5)', (color) => {
  expect(contrast('#ffffff', color)).toBeGreaterThanOrEqual(4.5);
});
