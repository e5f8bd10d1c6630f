/** Of two texts that two tabs made of `base` without seeing each other's: both, one below the other, where both have something new. */
export const mergeTexts = (base: string, own: string, other: string): string => {
  if (other === base || other === own) return own;
  if (own === base || own.trim() === '') return other;
  return other.trim() === '' ? own : `${own}\n${other}`;
};
