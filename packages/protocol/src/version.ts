/** The protocol's version, and the oldest that a server still accepts. */
export const protocolVersion = 1;
export const oldestProtocolVersion = 1;

/**
 * SHA-256 over the JSON Schemas of every message. A wire change breaks the test that compares it; then decide: compatible
 * (a new optional field or event: put the new hash here and a line into `history`), or a new `protocolVersion`.
 * Until 0.1.0 is released there is one line, and its hash is replaced.
 */
export const schemaHash = '1dd6e91b6b8d243a778ccc08d14edcf1bd62420e0abd044b09ff8d513fbfe005';

export const history: readonly { readonly hash: string; readonly what: string }[] = [
  {
    hash: '1dd6e91b6b8d243a778ccc08d14edcf1bd62420e0abd044b09ff8d513fbfe005',
    what: 'Version 1 as first released.',
  },
];
