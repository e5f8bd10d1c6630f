import type { ConversationId, UserId } from '@rookery/protocol';
import { expect, test } from 'vitest';
import type { MarkRecord, RemovalRecord, SendRecord } from '../history.ts';
import { wasIn, waitsInTheEnd } from './late-calls.ts';
import type { Edited } from './late-calls.ts';

const conversation = 'r_room' as ConversationId;
const [ann, ben] = ['u_ann' as UserId, 'u_ben' as UserId];
const namedIn = (text: string): ReadonlySet<UserId> => new Set(text.includes('@ben') ? [ben] : []);

/** Number 1, written by Ann at 100 and acknowledged at 110; each edit takes 10 ms, and is revision 1, 2 … */
function message(content: string, ...edits: readonly (readonly [at: number, value: string])[]): Edited {
  const send = {
    ...{ clientId: 'c1', device: 'ann', user: ann, content, begunAt: 100, kept: true, conversation },
    ...{ acks: [], attempts: 1, refused: null },
  } satisfies SendRecord;
  const base = { device: 'ann', kind: 'edit', conversation, seq: 1, on: true, user: ann } as const;
  return {
    ...{ seq: 1, send, firstAckAt: 110, isUncertain: false },
    edits: edits.map(([askedAt, value], index) => ({
      ...{ ...base, value, askedAt, ackedAt: askedAt + 10, rev: index + 1 },
    })),
  };
}
const mark = (askedAt: number, rev: number | null = null, ackedAt: number | null = askedAt + 10): MarkRecord => ({
  ...{ user: ben, conversation, seq: 1, rev, askedAt, ackedAt },
});
const waits = (edited: Edited, marks: readonly MarkRecord[], removals: readonly RemovalRecord[] = []) =>
  waitsInTheEnd(edited, { user: ben, marks, removals }, namedIn);
const named = message('hm', [300, 'hm, @ben']);

test('[VER-2] whoever had read the message waits for its call until she says that she saw that change', () => {
  expect(waits(named, [mark(200)])).toBe('yes');
  expect(waits(named, [mark(200), mark(400)])).toBe('yes');
  expect(waits(named, [mark(200), mark(400, 0)])).toBe('yes');
  expect(waits(named, [mark(200), mark(400, 1)])).toBe('no');
  // Read after the edit: it was an unread mention, and is had.
  expect(waits(named, [mark(400)])).toBe('no');
});

test('[VER-2] what overlaps or has no answer cannot be told', () => {
  expect(waits(named, [mark(295)])).toBe('maybe');
  expect(waits(named, [mark(200), mark(400, 1, null)])).toBe('maybe');
  expect(waits(named, [mark(200, null, null), mark(220)])).toBe('maybe');
  expect(waits({ ...named, isUncertain: true }, [mark(200)])).toBe('maybe');
  // The only edit had no answer.
  expect(waits({ ...message('hm'), isUncertain: true }, [mark(200)])).toBe('maybe');
});

test('[VER-2] a name that is taken away and named again calls once, and not at all where the message itself called', () => {
  const again = message('hm', [300, '@ben'], [400, 'nobody'], [500, '@ben again']);
  expect(waits(again, [mark(200)])).toBe('yes');
  expect(waits(again, [mark(200), mark(350, 1)])).toBe('no');
  expect(waits(again, [mark(200), mark(405, 1)])).toBe('maybe');
  expect(waits(message('@ben', [300, 'nobody'], [400, '@ben']), [mark(200)])).toBe('no');
  expect(waits(message('hm', [300, '@ben'], [400, 'nobody']), [mark(200)])).toBe('no');
});

test('[VER-2] nobody waits for calls of an earlier membership, nor for her own', () => {
  const away = { user: ben, conversation, askedAt: 500, ackedAt: 510, backAt: 600, inAt: 620 };
  expect(waits(named, [mark(200)], [away])).toBe('no');
  expect(waits(named, [mark(200)], [{ ...away, inAt: null }])).toBe('maybe');
  expect(waits(message('hm', [700, '@ben']), [], [away])).toBe('yes');
  expect(waits(message('hm', [550, '@ben']), [mark(200)], [away])).toBe('maybe');
  expect(waitsInTheEnd(named, { user: ann, marks: [], removals: [] }, () => new Set([ann]))).toBe('no');
});

test('[VER-2] whether somebody belonged to a conversation', () => {
  const away = { user: ben, conversation, askedAt: 500, ackedAt: 510, backAt: 600, inAt: 620 };
  const reader = { user: ben, marks: [], removals: [away] };
  const during = (from: number, to: number) => wasIn(reader, { from, to });
  expect([during(480, 490), during(520, 590), during(630, Infinity)]).toEqual(['yes', 'no', 'yes']);
  expect([during(490, 505), during(520, 605), during(400, 700)]).toEqual(['maybe', 'maybe', 'maybe']);
});
