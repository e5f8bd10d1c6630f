import { asConversationId, asMessageId, asUserId, type Message } from '@rookery/protocol';
import { describe, expect, test } from 'vitest';
import type { TimelineItem } from '@rookery/client';
import { buildRows } from './rows.ts';
import { windowChange } from './window-change.ts';

const noon = new Date(2026, 10, 23, 12).getTime();
const minute = 60_000;

const author = (name: string) => ({ id: asUserId(`u_${name}`), displayName: name.toUpperCase(), rev: 0 });
const item = (seq: number, more: Partial<Message> = {}): TimelineItem => ({
  kind: 'message',
  key: `m${seq}`,
  message: {
    id: asMessageId(`m_${seq}`),
    conversation: asConversationId('r_1'),
    seq,
    from: 'a',
    user: author('a'),
    content: 'text',
    at: noon + seq * minute,
    ...more,
  },
});
/** The same message before the log has it. */
const unsent = (seq: number): TimelineItem => {
  const { id: _id, seq: _seq, ...message } = item(seq).message;
  return { kind: 'pending', key: `m${seq}`, message, pending: undefined as never };
};
const other = author('b');
const build = (items: readonly TimelineItem[], hasOlder = false, unreadAfter?: number) =>
  buildRows(items, { hasOlder, unreadAfter });
const groups = (items: readonly TimelineItem[]) => build(items).map((row) => row.startsGroup);

describe('grouping', () => {
  test('one header for what one person says within five minutes', () => {
    expect(groups([item(1), item(2), item(3, { user: other }), item(4, { user: other }), item(5)])).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
  });
  test('five minutes of silence, a reply and another day begin anew', () => {
    expect(groups([item(1), item(2, { at: noon + 7 * minute })])).toEqual([true, true]);
    expect(groups([item(1), item(2, { replyTo: 1 })])).toEqual([true, true]);
    expect(groups([item(1, { at: noon + 12 * 60 * minute - 1 }), item(2, { at: noon + 12 * 60 * minute })])).toEqual([
      true,
      true,
    ]);
  });
  test('a clock that steps back by hours begins anew, by seconds does not', () => {
    expect(groups([item(1), item(2, { at: noon - 120 * minute })])).toEqual([true, true]);
    expect(groups([item(1), item(2, { at: noon + minute - 3_000 })])).toEqual([true, false]);
  });
});

describe('day lines', () => {
  test('one before the first message, and where the day changes', () => {
    const day = 24 * 60 * minute;
    expect(
      build([item(1), item(2), item(3, { at: noon + day }), item(4, { at: noon + day + minute })]).map(
        (row) => row.startsDay,
      ),
    ).toEqual([true, false, true, false]);
  });
});

describe('unread line', () => {
  test('stands above the first message after the read mark', () => {
    expect(build([item(1), item(2), item(3)], false, 1).map((row) => row.startsUnread)).toEqual([false, true, false]);
  });
  test('is not there when nothing is unread', () => {
    expect(build([item(1), item(2)], false, 2).some((row) => row.startsUnread)).toBe(false);
    expect(build([item(1), item(2)]).some((row) => row.startsUnread)).toBe(false);
  });
  test('is not there in a window that begins below it', () => {
    expect(build([item(5), item(6), item(7)], true, 2).some((row) => row.startsUnread)).toBe(false);
    expect(build([item(5), item(6), item(7)], true, 5).map((row) => row.startsUnread)).toEqual([true, false]);
    // What is before it is not kept any more.
    expect(build([item(5), item(6)], false, 2).map((row) => row.startsUnread)).toEqual([true, false]);
  });
  test('ignores what is not in the log yet', () => {
    expect(build([item(1), unsent(2)], false, 1).some((row) => row.startsUnread)).toBe(false);
  });
});

describe('[WEB-2] what is shown does not change when older history arrives', () => {
  test('the oldest message waits until what is before it is known', () => {
    const page = Array.from({ length: 6 }, (_, index) =>
      item(index + 4, { user: author(index % 2 === 0 ? 'b' : 'a') }),
    );
    const older = [item(1), item(2), item(3, { user: other })];
    const before = build(page, true);
    const after = build([...older, ...page], false);
    expect(before.map((row) => row.item.message.seq)).toEqual([5, 6, 7, 8, 9]);
    expect(after.slice(-before.length)).toEqual(before);
  });
});

describe('how the window changed', () => {
  const rows = (...seqs: number[]) => build(seqs.map((seq) => item(seq)));
  test.each([
    ['nothing', rows(1, 2), rows(1, 2), { appended: 0, replaced: false }],
    ['older', rows(3, 4), rows(1, 2, 3, 4), { appended: 0, replaced: false }],
    ['newer', rows(3, 4), rows(3, 4, 5), { appended: 1, replaced: false }],
    ['both', rows(3, 4), rows(2, 3, 4, 5, 6), { appended: 2, replaced: false }],
    ['elsewhere', rows(3, 4), rows(90, 91), { appended: 0, replaced: true }],
    ['the first ones', [], rows(1, 2), { appended: 2, replaced: true }],
    ['the last discarded', rows(1, 2, 3), rows(1, 2), { appended: 0, replaced: false }],
  ])('%s', (_, before, after, change) => {
    expect(windowChange(before, after)).toEqual(change);
  });
});
