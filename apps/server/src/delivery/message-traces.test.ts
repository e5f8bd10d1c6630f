import { asConversationId } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { MessageTraces, tracedMs } from './message-traces.ts';

const room = asConversationId('r_5hV2kQn8Zx1pT4mR7c');
const other = asConversationId('r_9sT4mZn8Zx1pT4mR7c');

test('[TRACE-3] steps are known for a day, the oldest forgotten first, and none where that is off', () => {
  let now = 1_000_000;
  const clock = { now: () => now };
  const traces = new MessageTraces('one', clock, true, 2);
  now += 4;
  traces.stored(room, 7, now - 4, false);
  traces.delivered(room, 7, 0);
  traces.delivered(other, 7, 3);
  for (let device = 0; device < 3; device += 1) traces.pushed(room, 7);
  traces.resumed(room, { from: 5, to: 9 });
  traces.resumed(room, { from: 1, to: 6 });
  traces.mailed(room, { from: 7, to: 7 });
  expect(traces.of(room, 7)).toEqual([
    { what: 'accepted', at: now - 4, node: 'one' },
    { what: 'stored', at: now, node: 'one', copies: 2 },
    { what: 'announced', at: now, node: 'one' },
    { what: 'resumed', at: now, node: 'one', devices: 1 },
    { what: 'pushed', at: now, node: 'one', devices: 3 },
    { what: 'mailed', at: now, node: 'one' },
  ]);
  expect(traces.of(room, 8).map(({ what }) => what)).toEqual(['resumed']);
  now += tracedMs - 2;
  expect(traces.of(room, 7).map(({ what }) => what)).not.toContain('accepted');
  now += 10;
  expect(traces.of(room, 7)).toEqual([]);

  traces.stored(room, 1, now, true);
  expect(traces.of(room, 1)).toMatchObject([{}, { copies: 1 }]);
  for (let seq = 2; seq <= 40_001; seq += 1) traces.delivered(room, seq, 1);
  expect(traces.of(room, 1)).toEqual([]);
  expect(traces.of(room, 2)).toHaveLength(2);

  const off = new MessageTraces('one', clock, false, 2);
  off.stored(room, 1, now, false);
  off.pushed(room, 1);
  expect(off.of(room, 1)).toEqual([]);
});
