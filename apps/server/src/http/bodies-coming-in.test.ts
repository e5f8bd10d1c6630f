import { expect, test } from 'vitest';
import { BodiesComingIn } from './bodies-coming-in.ts';

test('[FILE-6] of too many files that come in at once the one that rests longest gives way, however slowly it drips; where none rests the newcomer waits', () => {
  let now = 0;
  const coming = new BodiesComingIn(() => now);
  const cutOff: number[] = [];
  const passed: number[] = [];
  const begin = (index: number): (() => void) => {
    passed[index] = 0;
    return coming.begin({ passed: () => passed[index] ?? 0, abort: () => cutOff.push(index) });
  };
  const ends = Array.from({ length: 256 }, (_, index) => begin(index));
  const unavailable = expect.objectContaining({ code: 'unavailable', retryAfterMs: 3_000 });
  expect(() => begin(256)).toThrow(unavailable);
  now = 4_000;
  // All but two go on; one of these drips.
  for (let index = 0; index < 256; index += 1) passed[index] = index === 7 ? 0 : index === 8 ? 100 : 5_000;
  const end = begin(256);
  begin(257);
  expect(cutOff).toEqual([7, 8]);
  expect(() => begin(258)).toThrow(unavailable);
  end();
  begin(258);
  expect(() => begin(259)).toThrow(unavailable);
  // Whose end is told once more, and of those that were cut off, takes nobody's place.
  for (const again of [end, ends[7], ends[8]]) again?.();
  expect(() => begin(259)).toThrow(unavailable);
  for (const one of ends) one();
  expect(begin(259)).toBeTypeOf('function');
});
