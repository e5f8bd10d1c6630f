/** Seal colours, OKLCH(0.50 0.088 h): white on each has a contrast of 5.7 or more. */
export const palette = [
  '#8F4E49', // cinnabar
  '#8C5334', // persimmon
  '#805B21', // ochre
  '#666725', // moss
  '#417043', // bamboo
  '#1B735D', // celadon
  '#00717B', // lake
  '#266B8E', // indigo
  '#476395', // porcelain
  '#675890', // wisteria
  '#824F77', // plum
  '#8D4D5C', // rouge
] as const;

/** 32-bit FNV-1a over the UTF-8 bytes. */
export const fnv1a = (text: string): number => {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash ^= byte;
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash;
};

/** By id, so that renaming keeps the colour. */
export const sealColor = (userId: string): string => palette[fnv1a(userId) % palette.length] ?? palette[0];
