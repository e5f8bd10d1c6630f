/** By colour and glyph of a seal: the names, by id, of those who have it. */
const owners = new Map<string, Map<string, string>>();
const listeners = new Set<() => void>();
/** So many seals are told apart at a time; then it begins anew. */
const mostSeals = 2_000;

/** Somebody with this seal is shown. */
export const meetSeal = (seal: string, userId: string, name: string): void => {
  if (owners.size > mostSeals) owners.clear();
  const known = owners.get(seal) ?? new Map<string, string>();
  if (known.get(userId) === name) return;
  owners.set(seal, known.set(userId, name));
  if (known.size > 1) for (const listen of listeners) listen();
};

export const onSealTwins = (listen: () => void): (() => void) => {
  listeners.add(listen);
  return () => listeners.delete(listen);
};

/** What stands on a seal beside its glyph where somebody else has the same: the first letter that no name of theirs has. */
export const secondGlyph = (seal: string, userId: string): string => {
  const known = owners.get(seal);
  if (!known || known.size < 2) return '';
  let others = '';
  for (const [id, name] of known) if (id !== userId) others += name.toLowerCase();
  const letters = known.get(userId)?.match(/[\p{L}\p{N}]/gu) ?? [];
  return letters.find((letter) => !others.includes(letter.toLowerCase())) ?? '';
};
