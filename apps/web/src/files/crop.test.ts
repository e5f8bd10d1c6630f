import { expect, test } from 'vitest';
import { middleOf, mostZoom, sideOf, within } from './crop.ts';

const size = { width: 400, height: 200 };

test('[WEB-142] a square stays within the picture, however it is moved and enlarged', () => {
  const whole = middleOf(size);
  expect(whole).toEqual({ x: 200, y: 100, zoom: 1 });
  expect(sideOf(size, whole)).toBe(200);
  expect(within(size, { x: -50, y: 500, zoom: 1 })).toEqual({ x: 100, y: 100, zoom: 1 });
  expect(within(size, { x: 999, y: 0, zoom: 2 })).toEqual({ x: 350, y: 50, zoom: 2 });
  // What was at the edge is within again when all is shown.
  expect(within(size, { x: 390, y: 190, zoom: 0.1 })).toEqual({ x: 300, y: 100, zoom: 1 });
  expect(within(size, { x: 200, y: 100, zoom: 99 }).zoom).toBe(mostZoom);
});
