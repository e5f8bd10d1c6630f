import { expect, test } from 'vitest';
import { base32 } from './base32.ts';
import { stepOfCode, totpCode } from './totp.ts';

const secret = Buffer.from('12345678901234567890').toString('hex');

test('[FAC-1] the codes are those of RFC 6238', () => {
  // Its appendix B, the last six of eight digits.
  const vectors = {
    59: '287082',
    1111111109: '081804',
    1111111111: '050471',
    1234567890: '005924',
    2000000000: '279037',
  };
  for (const [seconds, code] of Object.entries(vectors))
    expect(totpCode(secret, Math.floor(Number(seconds) / 30)), seconds).toBe(code);
  expect(totpCode(secret, Math.floor(20_000_000_000 / 30))).toBe('353130');
});

test('[FAC-1] a code counts for its own step, the one before and the one after it', () => {
  const now = 1_234_567_890_000;
  const step = Math.floor(now / 30_000);
  const found = [-2, -1, 0, 1, 2].map((away) => stepOfCode(secret, totpCode(secret, step + away), now));
  expect(found).toEqual([null, step - 1, step, step + 1, null]);
});

test('[FAC-1] a secret is shown in Base32', () => {
  expect(base32(Buffer.from('12345678901234567890')).toUpperCase()).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  expect(base32(Buffer.alloc(10))).toBe('a'.repeat(16));
});
