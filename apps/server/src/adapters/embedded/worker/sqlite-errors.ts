/** SQLite's primary result codes, as far as they are told apart. https://sqlite.org/rescode.html */
export const resultCodes = {
  generic: 1,
  permission: 3,
  busy: 5,
  readOnly: 8,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  constraint: 19,
  notADatabase: 26,
} as const;

/** The primary result code of an error of node:sqlite; null for any other. */
export function resultCodeOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}

/** Whether the disk, or the file on it, is at fault, and so nothing can be written for now; else the call itself is. */
export function isFromDisk(error: unknown): boolean {
  const code = resultCodeOf(error);
  return code !== null && code !== resultCodes.generic && code !== resultCodes.constraint;
}
