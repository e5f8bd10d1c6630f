import { describe, expect, test } from 'vitest';
import { isMuted, isQuiet, toldLevel } from '../src/index.ts';

const at = (iso: string): number => Date.parse(iso);

describe('quiet hours', () => {
  test('[TOLD-2] hold from one time to another by the clock of their zone, over midnight too', () => {
    const night = { from: '22:00', to: '08:00', zone: 'Asia/Shanghai' };
    for (const [time, expected] of [
      ['2026-03-01T13:59:59Z', false],
      ['2026-03-01T14:00:00Z', true],
      ['2026-03-01T23:59:59Z', true],
      ['2026-03-02T00:00:00Z', false],
    ] as const)
      expect(isQuiet(night, at(time)), time).toBe(expected);
    const noon = { from: '12:00', to: '13:30', zone: 'UTC' };
    expect(['11:59', '12:00', '13:29', '13:30'].map((time) => isQuiet(noon, at(`2026-03-01T${time}:00Z`)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isQuiet({ from: '09:00', to: '09:00', zone: 'UTC' }, at('2026-03-01T09:00:00Z'))).toBe(false);
    expect(isQuiet(null, 0)).toBe(false);
    // What this platform does not know disturbs rather than swallows.
    expect(isQuiet({ from: '00:00', to: '23:59', zone: 'Nowhere/Nothing' }, 0)).toBe(false);
  });

  test('[TOLD-2] follow the clock where summer time begins and ends', () => {
    const early = { from: '22:00', to: '02:30', zone: 'Europe/Berlin' };
    // 29 March 2026: after 01:59:59 comes 03:00, and with it the end.
    expect(isQuiet(early, at('2026-03-29T00:59:59Z'))).toBe(true);
    expect(isQuiet(early, at('2026-03-29T01:00:00Z'))).toBe(false);
    // 25 October 2026: the hour from two to three comes twice.
    expect(isQuiet(early, at('2026-10-25T00:29:59Z'))).toBe(true);
    expect(isQuiet(early, at('2026-10-25T00:30:00Z'))).toBe(false);
    expect(isQuiet(early, at('2026-10-25T01:10:00Z'))).toBe(true);
    expect(isQuiet(early, at('2026-10-25T01:30:00Z'))).toBe(false);
    // Ten at night is an hour earlier by UTC in summer.
    expect(isQuiet(early, at('2026-07-01T20:00:00Z'))).toBe(true);
    expect(isQuiet(early, at('2026-01-01T20:00:00Z'))).toBe(false);
    expect(isQuiet(early, at('2026-01-01T21:00:00Z'))).toBe(true);
  });
});

test('[TOLD-1] a conversation’s own level goes before its parent’s and the usual one; a mute of any holds until its end', () => {
  expect(toldLevel(5, {})).toBe('mentions');
  expect(toldLevel(5, { usual: { level: 'all' } })).toBe('all');
  expect(toldLevel(5, { parent: { level: 'none' }, usual: { level: 'all' } })).toBe('none');
  expect(toldLevel(5, { own: { level: 'all' }, parent: { level: 'none' } })).toBe('all');
  for (const where of ['own', 'parent', 'usual'] as const) {
    expect(toldLevel(5, { [where]: { level: 'all', mutedUntil: 6 } })).toBe('none');
    expect(toldLevel(6, { [where]: { level: 'all', mutedUntil: 6 } })).toBe('all');
  }
  expect(isMuted(undefined, 0)).toBe(false);
});
