/** The protocol's version, and the oldest that a server still accepts. */
export const protocolVersion = 1;
export const oldestProtocolVersion = 1;

/**
 * SHA-256 over the JSON Schemas of every message. A wire change breaks the test that compares it; then decide: compatible
 * (a new optional field or event: put the new hash here and a line into `history`), or a new `protocolVersion`.
 */
export const schemaHash = 'PENDING';

export const history: readonly { readonly hash: string; readonly what: string }[] = [
  { hash: schemaHash, what: 'Version 1 as first released.' },
];
