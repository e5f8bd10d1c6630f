import { asConversationId, asUserId } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { emptyHistory } from '../history.ts';
import type { FaultRecord } from '../history.ts';
import { lateStore, slowStore } from '../old-records.ts';
import type { OldMessageRecord, OldPageRecord } from '../old-records.ts';
import { checkOldMessages } from './old-messages.ts';

const conversation = asConversationId('r_1');

type Seen = {
  readonly messages?: readonly Partial<OldMessageRecord>[];
  readonly pages?: readonly Partial<OldPageRecord>[];
  readonly faults?: readonly Partial<FaultRecord>[];
};

/** One message, acknowledged at 20 s. */
function found({ messages = [], pages = [], faults = [] }: Seen): string[] {
  const history = emptyHistory(1, 'cluster');
  history.sends.set('c1', {
    ...{
      clientId: 'c1',
      device: 'p0a',
      user: asUserId('u_1'),
      content: 'one',
      begunAt: 19_000,
      kept: true,
      conversation,
    },
    acks: [
      {
        ...{ at: 20_000, askedAt: 19_000, node: 'n1', conversation, seq: 1, id: 'm1' },
        ...{ duplicate: false, degraded: false },
      },
    ],
    ...{ attempts: 1, refused: null },
  });
  for (const message of messages)
    history.oldMessages.push({
      ...{ device: 'p1a', conversation, seq: 1, id: 'm1', clientId: 'c1', content: 'one', askedAt: 30_000 },
      ...message,
    });
  for (const page of pages)
    history.oldPages.push({
      ...{ device: 'p1a', conversation, after: 0, askedAt: 30_000, endedAt: 30_010, outcome: 'read', gap: null },
      ...page,
    });
  for (const fault of faults)
    history.faults.push({
      ...{
        name: lateStore,
        target: 'it',
        rule: 'COLD-4',
        begunAt: 29_000,
        endedAt: 40_000,
        healedAt: 40_000,
        skipped: null,
      },
      ...fault,
    });
  return checkOldMessages(history).map(({ check, rule }) => `${check} ${rule}`);
}

test('[VER-11] [COLD-5] old pages that read as they were written, or were refused in words, give no violation', () => {
  expect(
    found({
      messages: [{}, { content: null }, { id: 'other', askedAt: 19_500 }],
      pages: [{}, { outcome: 'unavailable' }, { outcome: 'unavailable', askedAt: 35_000, endedAt: 35_010 }],
    }),
  ).toEqual([]);
});

test.each([{ id: 'm?' }, { clientId: 'c?' }, { content: 'uno' }])(
  '[VER-11] [COLD-5] a message that was read otherwise than it was acknowledged (%o) is a violation',
  (otherwise) => {
    expect(found({ messages: [otherwise] })).toEqual(['old-wrong COLD-5']);
  },
);

test('[VER-11] [COLD-2] a page that leaves something out without a word is a violation', () => {
  expect(found({ pages: [{ gap: 'number 9 stands where 5 must' }] })).toEqual(['old-wrong COLD-2']);
});

const refused = [30_000, 30_600, 31_200].map((askedAt) => ({ outcome: 'unavailable', askedAt, endedAt: askedAt + 10 }));

test('[VER-11] [COLD-4] a page that a late store alone keeps from everybody is a violation', () => {
  expect(found({ pages: refused, faults: [{}] })).toEqual(['old-unreadable COLD-4']);
});

const slow = { name: slowStore, rule: 'COLD-6' };
const lateRefusal = { outcome: 'unavailable', askedAt: 30_000, endedAt: 39_000 };

test('[VER-11] [COLD-6] a page that is refused no sooner than a slow store answers is a violation', () => {
  expect(found({ pages: [lateRefusal], faults: [slow] })).toEqual(['old-unreadable COLD-6']);
});

test.each([
  ['it is read in between', { pages: [...refused.slice(0, 2), {}, ...refused.slice(2)], faults: [{}] }],
  [
    'something else is wrong, too',
    { pages: refused, faults: [{}, { name: 'hang of a node', rule: 'CLU-5', endedAt: 29_500 }] },
  ],
  [
    'each time a deadline is over',
    { pages: refused.map((page) => ({ ...page, endedAt: page.askedAt + 2_010 })), faults: [{}] },
  ],
  ['the store is slow', { pages: refused, faults: [{ name: slowStore, rule: 'COLD-6' }] }],
] as const)('[VER-11] a page that is refused for a while is no violation where %s', (_, seen) => {
  expect(found(seen)).toEqual([]);
});
