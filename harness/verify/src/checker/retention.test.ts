import { asConversationId } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { emptyHistory } from '../history.ts';
import { checkRetention } from './retention.ts';

const found = (
  { first, head, seqs }: { first: number; head: number; seqs?: readonly number[] },
  more: { isHeld?: boolean; isSettled?: boolean; says?: string; ackedAt?: number } = {},
): string[] => {
  const history = emptyHistory(1, 'embedded');
  const shown = seqs ?? Array.from({ length: head - first + 1 }, (_, index) => first + index);
  const words = new Map(shown.map((seq) => [seq, `said ${seq}`]));
  const { says = `said ${head}`, ackedAt = 0, ...rest } = more;
  history.short.push({
    ...{ conversation: asConversationId('r_1'), isHeld: false, kept: 3, isSettled: true, holds: [], hers: new Set() },
    ...rest,
    acked: new Map([[head, { content: says, at: ackedAt }]]),
    looks: [{ at: 1, first, head, seqs: shown, words }],
  });
  return checkRetention(history).map(({ check, rule }) => `${check} ${rule}`);
};

test('[VER-2] [RET-1] a room that keeps as many as it should, or some more for a while, gives no violation', () => {
  expect(found({ first: 3, head: 5 })).toEqual([]);
  expect(found({ first: 1, head: 5 })).toEqual([]);
  expect(found({ first: 1, head: 2 })).toEqual([]);
  expect(found({ first: 1, head: 5 }, { isHeld: true })).toEqual([]);
  // What was seen there before was promised to nobody.
  expect(found({ first: 3, head: 5 }, { says: 'x', ackedAt: 2 })).toEqual([]);
});

test('[VER-2] one that has too few, a hole, other words, too many in the end, or less than all where it is held gives one', () => {
  expect(found({ first: 4, head: 5 })).toEqual(['kept-wrong RET-1']);
  expect(found({ first: 3, head: 5, seqs: [3, 5] })).toEqual(['kept-wrong RET-1']);
  expect(found({ first: 3, head: 5 }, { says: 'x' })).toEqual(['kept-wrong RET-1']);
  expect(found({ first: 1, head: 5 }, { isSettled: false })).toEqual(['kept-wrong RET-1']);
  expect(found({ first: 2, head: 5 }, { isHeld: true })).toEqual(['kept-wrong RET-4']);
});

test('[VER-2] a hold that was acknowledged keeps a room as it is, or what somebody wrote there, until it is asked to end', () => {
  const look = (first: number, at: number, rule: 'RET-4' | 'RET-7', liftedAt: number | null = null): string[] => {
    const history = emptyHistory(1, 'embedded');
    const seqs = [first, first + 1, first + 2];
    history.short.push({
      ...{ conversation: asConversationId('r_1'), isHeld: false, kept: 3, isSettled: true, acked: new Map() },
      holds: [{ rule, ackedAt: 10, first: 4, liftedAt }],
      hers: new Set([2, 6]),
      looks: [{ at, first, head: first + 2, seqs, words: new Map() }],
    });
    return checkRetention(history).map((violation) => `${violation.check} ${violation.rule}`);
  };
  expect(look(4, 20, 'RET-4')).toEqual([]);
  expect(look(5, 9, 'RET-4')).toEqual([]);
  expect(look(5, 31, 'RET-4', 30)).toEqual([]);
  expect(look(5, 20, 'RET-4')).toEqual(['kept-wrong RET-4']);
  expect(look(6, 20, 'RET-7')).toEqual([]);
  expect(look(7, 20, 'RET-7')).toEqual(['kept-wrong RET-7']);
});
