import { asUserId, isQuiet } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { everybody } from './everybody.ts';
import { callsHer, isToBePushed } from './push-rule.ts';
import type { PushableMessage } from './push-rule.ts';
import type { PushStanding } from './push-standing.ts';

const [ann, ben] = [asUserId('u_ann'), asUserId('u_ben')];
const now = Date.UTC(2026, 10, 26, 12);
const message: PushableMessage = { author: ann, seq: 5, mentions: undefined, isDirect: false, isSilent: false };
const standing: PushStanding = {
  ...{ user: ben, read: 4, own: null, outer: null, usual: null, quietHours: null, devices: 1 },
};
const pushes = (said: Partial<PushableMessage>, stands: Partial<PushStanding> = {}): boolean =>
  isToBePushed({ ...message, ...said }, { ...standing, ...stands }, now);

test('[PUSH-5, TOLD-5] what calls her is pushed, or all where she wants it, while she has not read it', () => {
  const calls = [{ mentions: [ben] }, { mentions: [everybody] }, { isDirect: true }];
  expect(pushes({})).toBe(false);
  for (const call of calls) {
    expect(callsHer({ ...message, ...call }, ben)).toBe(true);
    expect(pushes(call)).toBe(true);
    for (const not of [{ read: 5 }, { read: null }, { devices: 0 }, { user: ann }])
      expect(pushes(call, not)).toBe(false);
    expect(pushes(call, { own: { level: 'none' } })).toBe(false);
    expect(pushes({ ...call, isSilent: true }, { own: { level: 'all' } })).toBe(false);
  }
  expect(pushes({ mentions: [ann] })).toBe(false);
  expect(pushes({}, { usual: { level: 'all' } })).toBe(true);
  expect(pushes({}, { usual: { level: 'all' }, outer: { level: 'mentions' } })).toBe(false);
  expect(pushes({}, { usual: { level: 'none' }, outer: { level: 'mentions' }, own: { level: 'all' } })).toBe(true);
});

test('[PUSH-6] nothing is pushed while it is muted anywhere, and in quiet hours by the clocks of her zone', () => {
  const direct = { isDirect: true };
  for (const where of ['own', 'outer', 'usual'] as const) {
    expect(pushes(direct, { [where]: { mutedUntil: now + 1 } })).toBe(false);
    expect(pushes(direct, { [where]: { mutedUntil: now } })).toBe(true);
  }
  const berlin = { from: '22:00', to: '07:00', zone: 'Europe/Berlin' };
  expect(pushes(direct, { quietHours: { from: '12:30', to: '13:30', zone: 'Europe/Berlin' } })).toBe(false);
  expect(pushes(direct, { quietHours: berlin })).toBe(true);
  expect(isQuiet({ ...berlin, to: '22:00' }, Date.UTC(2026, 0, 1, 21))).toBe(false);
  // The same times by the clock, in winter and in summer: 07:00 there is 06:00 or 05:00 here.
  for (const [month, hour] of [
    [0, 6],
    [6, 5],
  ] as const) {
    expect(isQuiet(berlin, Date.UTC(2026, month, 10, hour) - 1)).toBe(true);
    expect(isQuiet(berlin, Date.UTC(2026, month, 10, hour))).toBe(false);
  }
  // 2026-03-29, 02:00 to 03:00 does not exist there; 2026-10-25 it is twice.
  const gap = { ...berlin, from: '02:00', to: '03:00' };
  expect([0, 30, 60, 90].map((minute) => isQuiet(gap, Date.UTC(2026, 2, 29, 0, 30 + minute)))).not.toContain(true);
  expect([0, 60, 120].map((minute) => isQuiet(gap, Date.UTC(2026, 9, 25, 0, minute + 1)))).toEqual([true, true, false]);
});
