/** What came from a store that knows a name by its hash alone is kept under this mark and the hash. No issuer, and no key of what counts once, begins so. */
const mark = 'sha256:';
export const asHashedName = (hash: string): string => `${mark}${hash}`;
/** The hash in such a name; null of a plain one. */
export const hashedName = (name: string): string | null => (name.startsWith(mark) ? name.slice(mark.length) : null);
