import { asConversationId, asUserId } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { AuditChain, canonicalJson, recordAfter } from './audit.ts';
import type { AuditEntry, AuditHead, AuditRecord } from './audit.ts';

const entry = (n: number): AuditEntry => ({
  ...{ id: `id${n}`, at: 1_000 + n, by: asUserId('u_1'), act: 'room:mute', room: asConversationId('r_1') },
  ...{ user: asUserId('u_2'), after: { until: 5_000 + n }, reason: 'noise, 吵' },
});

const chainOf = (count: number): AuditRecord[] => {
  const records: AuditRecord[] = [];
  for (let n = 1; n <= count; n += 1) records.push(recordAfter(records.at(-1) ?? { n: 0, hash: '' }, entry(n)));
  return records;
};
const faultsOf = (records: readonly AuditRecord[], head: AuditHead): string[] => {
  const chain = new AuditChain();
  for (const record of records) chain.add(record);
  return chain.end(head).map(({ what }) => what);
};

test('[AUD-4] a whole log has no faults, and what is missing, changed or moved is named', () => {
  const whole = chainOf(6);
  const [one, two, three, four, five, six] = whole;
  if (!one || !two || !three || !four || !five || !six) throw new Error('six records were made');
  expect(faultsOf(whole, six)).toEqual([]);
  expect(faultsOf([], { n: 0, hash: '' })).toEqual([]);
  expect(faultsOf([one, two, four, five, six], six)).toEqual(['Record 3 is missing.']);
  expect(faultsOf([one, five, six], six)).toEqual(['Record 2 and all up to record 4 are missing.']);
  expect(faultsOf([one, two, three, four, five], six)).toEqual(['Record 6 is missing, the last.']);
  expect(faultsOf([one, two], six)).toEqual(['Record 3 and all up to record 6, the last, are missing.']);
  const lighter = { ...three, entry: { ...three.entry, reason: 'nothing' } };
  expect(faultsOf([one, two, lighter, four, five, six], six)).toEqual([
    'Record 3 (room:mute, id3) is not as it was written.',
  ]);
  // With a hash of its own: then the next one tells.
  const forged = recordAfter(two, lighter.entry);
  expect(faultsOf([one, two, forged, four, five, six], six)).toEqual([
    'Record 4 (room:mute, id4) was written after another record than the one that is before it now.',
  ]);
  const swapped = [one, two, { ...four, n: 3 }, { ...three, n: 4 }, five, six];
  expect(faultsOf(swapped, six)).toEqual([
    'Record 3 (room:mute, id4) is not as it was written.',
    'Record 4 (room:mute, id3) is not as it was written.',
    'Record 5 (room:mute, id5) was written after another record than the one that is before it now.',
  ]);
  expect(faultsOf([one, two, three, four, five, recordAfter(five, lighter.entry)], six)).toEqual([
    'Record 6 is not the one with which the log ended.',
  ]);
});

test('[AUD-4] the canonical form does not depend on the order of fields, nor on those that are not there', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 'é' }], a: undefined, 'a b': true })).toBe(
    '{"a b":true,"b":[1,{"c":"é","d":null}]}',
  );
});
