import { createHash } from 'node:crypto';

/**
 * The place of a blob, `3f/r_abc/HASH`: the same below a directory and below a prefix of a bucket, so that copying moves files from one to the other. The first part spreads the scopes
 * over 256 folders.
 */
export function placeOf(scope: string, hash: string): string {
  if (!isScope(scope) || !isHash(hash)) throw new Error('not the scope or hash of a blob');
  return `${folderOf(scope)}/${hash}`;
}

/** Undefined for what else lies there. */
export function readPlace(place: string): { readonly scope: string; readonly hash: string } | undefined {
  const [, scope = '', hash = '', ...rest] = place.split('/');
  const isOne = rest.length === 0 && isScope(scope) && isHash(hash) && place === placeOf(scope, hash);
  return isOne ? { scope, hash } : undefined;
}

const folderOf = (scope: string): string => `${createHash('sha256').update(scope).digest('hex').slice(0, 2)}/${scope}`;

const isScope = (text: string): boolean => /^[A-Za-z0-9_-]{1,128}$/.test(text);
const isHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);
