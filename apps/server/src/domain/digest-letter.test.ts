import type { ConversationId } from '@rookery/protocol';
import { expect, test } from 'vitest';
import type { Waiting } from './digest.ts';
import { digestLetter } from './digest-letter.ts';
import type { LetterFrame } from './digest-letter.ts';

const at = Date.UTC(2026, 10, 26, 9, 12);
const hostile = '<img src=x onerror=alert(1)> "\' &\r\nBcc: x@example.com\u202e\u2066\u0000';
const waiting: Waiting = {
  places: [
    {
      ...{ conversation: 'r_1' as ConversationId, kind: 'thread', name: hostile, path: '/r/r_1/t/4', count: 5 },
      shown: [{ from: hostile, at, text: hostile }],
    },
  ],
  ...{ count: 8, morePlaces: 2, spans: [], newestAt: at },
};
const frame: LetterFrame = {
  ...{ server: hostile, address: 'https://chat.example.com', hasWords: true, language: 'en', zone: null },
  unsubscribePage: 'https://chat.example.com/unsubscribe#u_1.t',
};
const letter = (changed: Partial<LetterFrame>) => digestLetter(waiting, { ...frame, ...changed });

test('[MAIL-8] whatever names and texts hold, they add no markup, line, header or turned letters', () => {
  for (const language of ['en', 'zh-CN', null]) {
    const { subject, text, html } = letter({ language });
    for (const part of [subject, text, html]) expect(part).not.toMatch(/[\u0000\r\u202e\u2066]/);
    expect(subject).not.toContain('\n');
    expect(text).not.toMatch(/^Bcc:/m);
    expect(html).not.toContain('<img');
    expect(html.match(/<a href="(?!https:\/\/chat\.example\.com[/"#])/g)).toBeNull();
  }
});

test('[MAIL-8] it is in the reader’s language and time, or in both languages and UTC', () => {
  expect(letter({ server: 'R', language: 'zh-TW', zone: 'Asia/Shanghai' })).toMatchObject({
    subject: '你在 R 有 8 条未读消息',
    text: expect.stringContaining('2026年11月26日 17:12'),
  });
  const both = letter({ server: 'R', language: null });
  expect(both.subject).toBe('You have 8 unread messages in R / 你在 R 有 8 条未读消息');
  expect(both.html).toContain('26 Nov 2026, 09:12 UTC');
  expect(digestLetter({ ...waiting, count: 1 }, { ...frame, server: 'R' }).subject).toBe(
    'You have an unread message in R',
  );
});

test('[MAIL-6] without words it says where, and how much', () => {
  const { text, html } = letter({ hasWords: false, server: 'R' });
  for (const part of [text, html]) {
    expect(part).toContain('5 messages');
    expect(part).toContain('2 more conversations');
    expect(part).not.toContain('26 Nov 2026');
  }
  expect(letter({ server: 'R' }).text).toContain('and 4 more');
});
