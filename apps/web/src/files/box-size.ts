import type { File } from '@rookery/protocol';

/** Pixels that a single picture takes at most, and in the one direction at least. */
const mostWidth = 400;
const mostHeight = 320;
const least = 72;

/** The box of a single picture or film before anything of it is there; a narrower column makes it smaller, in the same form. */
export const boxSize = ({ width, height, type }: File): { readonly width: number; readonly height: number } => {
  const [w, h] = width && height ? [width, height] : type.startsWith('video/') ? [1_600, 900] : [1_200, 900];
  const scale = Math.min(1, mostWidth / w, mostHeight / h);
  return { width: Math.max(least, Math.round(w * scale)), height: Math.max(least, Math.round(h * scale)) };
};
