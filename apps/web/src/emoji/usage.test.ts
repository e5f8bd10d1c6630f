import { expect, test } from 'vitest';
import { countEmoji, toned, usage } from './usage.ts';

const day = 24 * 3_600_000;

test('[WEB-217] what was used often and lately comes first; a tone is put where there is skin', () => {
  for (let count = 0; count < 4; count += 1) countEmoji('🎉', 0);
  countEmoji('👀', 60 * day);
  countEmoji('👀', 60 * day);
  expect(usage.get().uses.map(({ sign }) => sign)).toEqual(['👀', '🎉']);
  for (let count = 0; count < 100; count += 1) countEmoji(String.fromCodePoint(0x1f600 + count), 61 * day);
  expect(usage.get().uses.length).toBe(60);
  expect(['👍', '✌️', '🧑‍💻', '🎉', '🤝'].map((sign) => toned(sign, 3))).toEqual(['👍🏽', '✌🏽', '🧑🏽‍💻', '🎉', '🤝🏽']);
  expect(toned('👍', 0)).toBe('👍');
});
