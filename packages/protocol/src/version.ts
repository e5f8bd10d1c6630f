/** The protocol's version, and the oldest that a server still accepts. */
export const protocolVersion = 1;
export const oldestProtocolVersion = 1;

/**
 * SHA-256 over the JSON Schemas of every message. A wire change breaks the test that compares it; then decide: compatible
 * (a new optional field or event: put the new hash here and a line into `history`), or a new `protocolVersion`.
 * Until 0.1.0 is released there is one line, and its hash is replaced.
 */
export const schemaHash = '3a7b0e97a8c1051cc00e0914c31c74cd395cd60cca49bac26e8134b32cc20b41';

export const history: readonly { readonly hash: string; readonly what: string }[] = [
  {
    hash: '3a7b0e97a8c1051cc00e0914c31c74cd395cd60cca49bac26e8134b32cc20b41',
    what: 'Version 1 as first released.',
  },
];
