/** The protocol's version, and the oldest that a server still accepts. */
export const protocolVersion = 1;
export const oldestProtocolVersion = 1;

/**
 * SHA-256 over the JSON Schemas of every message. A wire change breaks the test that compares it; then decide: compatible
 * (a new optional field or event: put the new hash here and a line into `history`), or a new `protocolVersion`.
 * Until 0.1.0 is released there is one line, and its hash is replaced.
 */
export const schemaHash = '1d79915f0708a2575abc6c6e94b495b08ecb5dc68835f31d01476d5692463a65';

export const history: readonly { readonly hash: string; readonly what: string }[] = [
  {
    hash: '1d79915f0708a2575abc6c6e94b495b08ecb5dc68835f31d01476d5692463a65',
    what: 'Version 1 as first released.',
  },
];
