import { expect, test } from 'vitest';
import {
  clientEvents,
  errors,
  history,
  limits,
  oldestProtocolVersion,
  protocolVersion,
  schemaHash,
  serverEvents,
} from '../src/index.ts';
import { hashOf, wire } from './wire.ts';

test('[WIRE-1] the wire is the one that was decided on', () => {
  const hash = hashOf(wire());
  expect(
    hash,
    `The wire changed. Decide, then edit packages/protocol/src/version.ts:
  - compatible (a new optional field, event or limit; a bound made wider): schemaHash = '${hash}' and a line in history;
  - anything else (a field removed, renamed, required, of another type): a new protocolVersion too, and an ADR.
A released field keeps its meaning: people write clients against it. Then run: node tools/protocol-docs.ts
`,
  ).toBe(schemaHash);
});

test('[WIRE-1] every decided wire is in the history, the present one last', () => {
  expect(history.at(-1)?.hash).toBe(schemaHash);
  expect(new Set(history.map((entry) => entry.hash)).size).toBe(history.length);
  expect(oldestProtocolVersion).toBeLessThanOrEqual(protocolVersion);
});

test('[WIRE-1] the hash sees fields, bounds, flags, limits and codes, and no prose', () => {
  const contract = JSON.stringify(wire());
  for (const name of [
    ...Object.keys(clientEvents),
    ...Object.keys(serverEvents),
    ...Object.keys(limits),
    ...Object.keys(errors),
  ])
    expect(contract).toContain(JSON.stringify(name));
  expect(contract).not.toContain('"description":"');
  expect(contract).toContain('"x-unit":"bytes"');
  expect(contract).toContain('"oneOf":[{"required":["room"]},{"required":["conversation"]}]');
});
