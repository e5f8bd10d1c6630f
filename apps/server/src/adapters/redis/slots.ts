/** CRC16-CCITT (XModem), bit by bit: keys are short. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}

export const slotCount = 16_384;
const cache = new Map<string, number>();

/** The slot of a key: of what stands between its first braces. */
export function slotOf(key: string): number {
  const open = key.indexOf('{');
  const close = open < 0 ? -1 : key.indexOf('}', open + 1);
  const tag = close > open + 1 ? key.slice(open + 1, close) : key;
  const known = cache.get(tag);
  if (known !== undefined) return known;
  const slot = crc16(Buffer.from(tag)) % slotCount;
  if (cache.size > 100_000) cache.clear();
  cache.set(tag, slot);
  return slot;
}

let tags: readonly string[] | null = null;

/** A tag for each slot: the smallest number whose decimal text lies in it. Found once a process, in some 30 ms. */
export function tagOfSlot(slot: number): string {
  tags ??= findTags();
  const tag = tags[slot];
  if (tag === undefined) throw new Error(`there is no slot ${slot}`);
  return tag;
}

function findTags(): string[] {
  const found: string[] = Array.from({ length: slotCount });
  for (let next = 0, missing = slotCount; missing > 0; next += 1) {
    const tag = String(next);
    const slot = crc16(Buffer.from(tag)) % slotCount;
    if (found[slot] !== undefined) continue;
    found[slot] = tag;
    missing -= 1;
  }
  return found;
}
