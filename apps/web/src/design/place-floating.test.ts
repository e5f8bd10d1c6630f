import { expect, test } from 'vitest';
import { placeFloating } from './place-floating.ts';

const window = { width: 1_000, height: 600 };
const panel = { width: 200, height: 100 };
const anchor = (left: number, top: number) => ({ left, top, right: left + 40, bottom: top + 30 });

test('stands at the side that was asked for', () => {
  expect(placeFloating(anchor(300, 300), panel, window, 'bottom-start')).toEqual({ x: 300, y: 334 });
  expect(placeFloating(anchor(300, 300), panel, window, 'top-end')).toEqual({ x: 140, y: 196 });
});

test('goes to the other side where only that has room', () => {
  expect(placeFloating(anchor(300, 560), panel, window, 'bottom-start').y).toBe(456);
  expect(placeFloating(anchor(300, 10), panel, window, 'top-start').y).toBe(44);
});

test('never leaves the window', () => {
  expect(placeFloating(anchor(980, 300), panel, window, 'bottom-start').x).toBe(792);
  expect(placeFloating(anchor(0, 300), panel, window, 'bottom-end').x).toBe(8);
  expect(placeFloating(anchor(0, 20), { width: 200, height: 590 }, window, 'bottom-start').y).toBe(8);
});
