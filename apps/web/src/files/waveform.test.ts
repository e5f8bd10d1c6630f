import { limits } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { barsOf, packWaveform } from './waveform.ts';

test('[WEB-137] a waveform has the loudest of each stretch, as large as the loudest of all allows, within what the wire takes', () => {
  const long = Array.from({ length: 18_000 }, (_, at) => (at === 9_000 ? 0.5 : 0.1));
  const bars = barsOf(packWaveform(long));
  expect(bars.length).toBe(limits.waveformSteps);
  expect(Math.max(...bars)).toBe(1);
  expect(bars.filter((bar) => bar === 1).length).toBe(1);
  expect(bars[0]).toBeCloseTo(0.2, 1);
  expect(barsOf(packWaveform([0.3]))).toEqual([1]);
  // A hiss stays one.
  expect(Math.max(...barsOf(packWaveform([0.001, 0.002])))).toBeLessThan(0.2);
  expect(packWaveform([])).toBeUndefined();
  expect(barsOf('*')).toEqual([]);
});
