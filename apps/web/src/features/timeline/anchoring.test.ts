import { describe, expect, test } from 'vitest';
import { goalAfterScroll, type Goal } from './anchoring.ts';

const bottom: Goal = { kind: 'bottom' };
const none: Goal = { kind: 'none' };
const after = (goal: Goal, distance: number, moved: number, canFollow = true) =>
  goalAfterScroll(goal, { distance, moved, canFollow }).kind;

describe('what a scroll does to the goal', () => {
  test('scrolling up lets go of the bottom', () => {
    expect(after(bottom, 300, -300)).toBe('none');
  });
  test('[WEB-4] near the bottom still counts as there', () => {
    expect(after(bottom, 60, -60)).toBe('bottom');
    expect(after(none, 60, 20)).toBe('bottom');
  });
  test('growth below, and corrections for growth above, do not let go', () => {
    expect(after(bottom, 300, 0)).toBe('bottom');
    expect(after(bottom, 300, 200)).toBe('bottom');
  });
  test('passing the bottom’s neighbourhood upwards does not catch it', () => {
    expect(after(none, 60, -20)).toBe('none');
  });
  test('the end of a window with newer messages beyond is no bottom', () => {
    expect(after(bottom, 0, 0, false)).toBe('none');
    expect(after(none, 0, 10, false)).toBe('none');
  });
  test('a row that is held on to stays so', () => {
    expect(after({ kind: 'row', key: 'a', at: 0 }, 900, -50)).toBe('row');
  });
});
