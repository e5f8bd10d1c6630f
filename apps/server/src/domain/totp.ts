import { createHmac, timingSafeEqual } from 'node:crypto';

/** RFC 6238 with its defaults, the only ones that all apps know: SHA-1, six digits, steps of 30 s. */
const stepMs = 30_000;

/** `secret`: as hexadecimal digits. */
export function totpCode(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', Buffer.from(secret, 'hex')).update(counter).digest();
  const number = mac.readUInt32BE(mac.readUInt8(19) & 15) & 0x7f_ff_ff_ff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** The step whose code this is: the one of `now`, or the one before or after it, since clocks differ. Null where it is none of theirs. */
export function stepOfCode(secret: string, code: string, now: number): number | null {
  const step = Math.floor(now / stepMs);
  const fits = (one: number): boolean => timingSafeEqual(Buffer.from(totpCode(secret, one)), Buffer.from(code));
  return [step, step - 1, step + 1].find(fits) ?? null;
}
