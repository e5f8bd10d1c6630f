import type { ClientId } from '@rookery/protocol';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 26 characters: 48 bits of time, 80 random ones. `fill` fills its argument with random bytes. */
export function ulid(nowMs: number, fill: (bytes: Uint8Array) => void): ClientId {
  let time = '';
  for (let rest = nowMs, digit = 0; digit < 10; digit += 1, rest = Math.floor(rest / 32))
    time = alphabet[rest % 32] + time;
  const bytes = new Uint8Array(16);
  fill(bytes);
  return (time + Array.from(bytes, (byte) => alphabet[byte % 32]).join('')) as ClientId;
}
