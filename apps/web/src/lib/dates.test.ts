import { describe, expect, test } from 'vitest';
import {
  absoluteTime,
  clockFace,
  dayLabel,
  daysBetween,
  fullDate,
  isSameDay,
  listTime,
  regionalLocale,
  timeOfDay,
} from './dates.ts';

const at = (year: number, month: number, day: number, hour = 12, minute = 0) =>
  new Date(year, month - 1, day, hour, minute).getTime();
const now = at(2026, 11, 23, 15);

describe('day lines', () => {
  test.each([
    ['zh-CN', at(2026, 11, 23), '今天'],
    ['zh-CN', at(2026, 11, 22, 23, 59), '昨天'],
    ['zh-CN', at(2026, 11, 16), '11月16日 星期一'],
    ['zh-CN', at(2025, 12, 31), '2025年12月31日 星期三'],
    ['en-GB', at(2026, 11, 23), 'Today'],
    ['en-GB', at(2026, 11, 22), 'Yesterday'],
    ['en-GB', at(2026, 11, 16), 'Monday, 16 November'],
    ['en-US', at(2026, 11, 16), 'Monday, November 16'],
    ['en-US', at(2025, 12, 31), 'Wednesday, December 31, 2025'],
  ])('%s %i', (locale, time, label) => {
    expect(dayLabel(time, now, locale)).toBe(label);
  });

  test('a message from a clock that runs ahead is not called yesterday', () => {
    expect(dayLabel(at(2026, 11, 24), now, 'en-GB')).toBe('Tuesday, 24 November');
  });
});

describe('times', () => {
  test('midnight parts days, not 24 hours', () => {
    expect(daysBetween(at(2026, 11, 22, 23, 59), at(2026, 11, 23, 0, 1))).toBe(1);
    expect(isSameDay(at(2026, 11, 23, 0), at(2026, 11, 23, 23, 59))).toBe(true);
  });
  test('lists say the clock today, the day before that', () => {
    expect(listTime(at(2026, 11, 23, 9, 5), now, 'zh-CN')).toBe('09:05');
    expect(listTime(at(2026, 11, 22), now, 'zh-CN')).toBe('昨天');
    expect(listTime(at(2026, 11, 3), now, 'en-GB')).toBe('3 Nov');
  });
  test('the clock reads as in the reader’s region', () => {
    expect(timeOfDay(at(2026, 11, 23, 14, 2), 'en-GB')).toBe('14:02');
    expect(timeOfDay(at(2026, 11, 23, 14, 2), 'en-US').replace(/\s/u, ' ')).toBe('2:02 PM');
    expect(timeOfDay(at(2026, 11, 23, 9, 2), 'zh-CN')).toBe('09:02');
  });
  test.each([
    ['en-US', '2:02'],
    ['en-GB', '14:02'],
    ['zh-CN', '14:02'],
    ['zh-TW', '2:02'],
    ['ko', '2:02'],
    ['da', '14.02'],
  ])('beside a message there is room for hours and minutes alone: %s', (locale, face) => {
    expect(clockFace(at(2026, 11, 23, 14, 2), locale)).toBe(face);
  });
  test('a tooltip has the date, the seconds and the zone', () => {
    expect(absoluteTime(at(2026, 11, 23, 14, 2), 'en-GB')).toMatch(/23 November 2026.*14:02:00 \S+/u);
  });
  test('the region comes from the browser when the language is the same', () => {
    expect(regionalLocale('en', ['zh-CN', 'en-AU', 'en'])).toBe('en-AU');
    expect(regionalLocale('en', ['zh-CN'])).toBe('en');
    expect(regionalLocale('zh-CN', ['zh-TW'])).toBe('zh-CN');
  });
});

test('no line ends within a date where words are not set apart', () => {
  const joiner = '\u2060';
  expect(fullDate(at(2026, 11, 23), 'zh-CN')).toBe(['2026', '年', '11', '月', '23', '日'].join(joiner));
  expect(fullDate(at(2026, 11, 23), 'en-GB')).toBe('23 November 2026');
});
