import { readFileSync } from 'node:fs';
import { setupI18n } from '@lingui/core';
import { asConversationId, asUserId, auditActs, type AuditRecord } from '@rookery/protocol';
import { describe, expect, test } from 'vitest';
import type { Text } from '../../locales/text.ts';
import { actText, changesText } from './act-text.ts';

const textIn = (locale: string): Text => {
  const source = readFileSync(new URL(`../../locales/${locale}.po`, import.meta.url), 'utf8');
  const words = [...source.matchAll(/^msgid "(.+)"\nmsgstr "(.*)"$/gmu)].map(
    ([, id = '', said = '']) => [id, JSON.parse(`"${said}"`) as string] as const,
  );
  const i18n = setupI18n({ locale, messages: { [locale]: Object.fromEntries(words) } });
  return (id, values) => i18n._(id, values);
};

const olga = { id: asUserId('u_1'), username: 'olga', displayName: 'Olga', guest: false, rev: 1 };
const bob = { id: asUserId('u_2'), username: 'bob', displayName: 'Bob', guest: false, rev: 1 };
const record = (act: string, rest: Partial<AuditRecord> = {}): AuditRecord => ({
  ...{ id: 'one', at: 0, by: olga, act, target: { room: asConversationId('r_1'), user: bob } },
  ...rest,
});

describe.each(['en', 'zh-CN'])('[WEB-123] the audit log in %s', (locale) => {
  const text = textIn(locale);

  test.each(auditActs.map((act) => [act]))('%s has a sentence of its own', (act) => {
    const sentence = actText(text, record(act), () => 'news');
    expect(sentence).not.toContain(act);
    expect(sentence).not.toContain('audit.');
    // The name of an act in the place of a sentence is for what later versions do.
    expect(actText(text, record('later:act'), () => 'news')).toContain('later:act');
  });

  test('fields and values are words: none is left as the server keeps it', () => {
    const said = changesText(
      text,
      record('all:fields', {
        before: {
          role: 'member',
          guests: true,
          registration: 'open',
          roomCreation: 'guest',
          history: null,
          rights: null,
        },
        after: {
          ...{
            role: 'moderator',
            guests: false,
            registration: 'invite',
            roomCreation: 'member',
            history: 'since-join',
          },
          ...{ rights: { post: 'moderator' }, uses: 10, expiresAt: 1_796_299_712_967, slowModeMs: 60_000 },
          ...{ action: 'dismissed', until: 1_796_299_712_967 },
        },
      }),
      locale,
    );
    expect(said.split(' · ')).toHaveLength(11);
    expect(said).not.toMatch(
      /moderator|since-join|dismissed|registration|roomCreation|expiresAt|slowModeMs|1796299712967|true|false|\.[a-z]/u,
    );
  });
});

test('[WEB-123] what changed reads as people say it', () => {
  const text = textIn('en');
  const said = (act: string, rest: Partial<AuditRecord>) => changesText(text, record(act, rest), 'en');
  expect(said('room:edit', { before: { rights: null }, after: { rights: { post: 'moderator' } } })).toBe(
    'Write messages: Everybody → Moderators',
  );
  expect(said('report:close', { after: { action: 'dismissed' } })).toBe('what was done: nothing had to be done');
  expect(said('invite:revoke', { before: { role: 'admin', uses: null, expiresAt: null } })).toBe(
    'role: Admin · for how many: Any number · valid until: for good',
  );
  expect(said('admin:settings', { before: { guestFileBytes: 26_214_400 }, after: { guestFileBytes: 2 ** 31 } })).toBe(
    'guests’ largest file: 25 MiB → 2 GiB',
  );
  expect(said('room:mute', { before: { until: 5 } })).toBe('');
  // What a later version keeps is shown as it keeps it.
  expect(said('later:act', { after: { size: 3, kinds: ['a', 'b'] } })).toBe('size: 3 · kinds: a, b');
});
