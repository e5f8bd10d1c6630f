import { asUserId } from '@rookery/protocol';
import { describe, expect, test } from 'vitest';
import { complete } from './completions.ts';
import { findTrigger } from './find-trigger.ts';

const at = (text: string) => findTrigger(text, text.length);

describe('what asks for a completion', () => {
  test.each([
    ['@', { kind: 'mention', query: '', start: 0 }],
    ['hi @zh', { kind: 'mention', query: 'zh', start: 3 }],
    ['请@小', { kind: 'mention', query: '小', start: 1 }],
    ['你好、@', { kind: 'mention', query: '', start: 3 }],
    ['＠李', { kind: 'mention', query: '李', start: 0 }],
    ['see #rel', { kind: 'room', query: 'rel', start: 4 }],
    [':ta', { kind: 'emoji', query: 'ta', start: 0 }],
    ['好：tada', { kind: 'emoji', query: 'tada', start: 1, isDoubtful: true }],
    ['：tada', { kind: 'emoji', query: 'tada', start: 0 }],
    ['好:tada', { kind: 'emoji', query: 'tada', start: 1 }],
    ['"a":ok', { kind: 'emoji', query: 'ok', start: 3, isDoubtful: true }],
    ['`@zh', { kind: 'mention', query: 'zh', start: 1, isDoubtful: true }],
    ['run `a` and `see #rel', { kind: 'room', query: 'rel', start: 17, isDoubtful: true }],
    ['https://a.example/@zh', { kind: 'mention', query: 'zh', start: 18, isDoubtful: true }],
    ['run `a` @zh', { kind: 'mention', query: 'zh', start: 8 }],
    ['```\n@Override\n```\n@zh', { kind: 'mention', query: 'zh', start: 18 }],
    ['\\\\@zh', { kind: 'mention', query: 'zh', start: 2 }],
    ['@हिन्दी', { kind: 'mention', query: 'हिन्दी', start: 0 }],
  ])('%s', (text, trigger) => {
    expect(at(text)).toEqual(trigger);
  });

  test.each([
    'me@example',
    'a@',
    '@a b',
    'c#',
    'note: ',
    'at 12:30',
    'https://x',
    '注意：发布',
    ':a',
    'x::aa',
    'Zoë@ex',
    'é:ok',
    'хлеб@м',
    '\\@zh',
    'see \\#rel',
    '\\:tada',
    '```\n@Over',
    '````md\n```\nconst a = 1;\n  :ta',
  ])('%s does not', (text) => {
    expect(at(text)).toBeUndefined();
  });

  test('looks at the caret, not at the end', () => {
    expect(findTrigger('@zh and more', 3)).toMatchObject({ query: 'zh' });
    expect(findTrigger('@zh and more', 12)).toBeUndefined();
  });
});

describe('completions', () => {
  const sources = {
    people: [
      { id: asUserId('u_1'), username: 'zhangwei', displayName: '张伟', rev: 0 },
      { id: asUserId('u_2'), username: 'lina', displayName: '李娜', rev: 0 },
    ],
    rooms: [{ id: 'r_1', name: '发布公告' }],
    emojis: undefined,
  };
  test('people by name, username or pinyin initials', () => {
    for (const query of ['张', 'zhang', 'zw']) {
      expect(complete({ kind: 'mention', query, start: 0 }, sources).map(({ insert }) => insert)).toEqual([
        '@zhangwei ',
      ]);
    }
  });
  test('an empty query offers those present in their order', () => {
    expect(complete({ kind: 'mention', query: '', start: 0 }, sources).map(({ key }) => key)).toEqual(['u_1', 'u_2']);
  });
  test('[WEB-198] all come last, with how many that is, for who may call them', () => {
    const keysOf = (query: string, more: object) =>
      complete({ kind: 'mention', query, start: 0 }, { ...sources, ...more }).map(({ key, reach }) => reach ?? key);
    expect(keysOf('', { reach: 7 })).toEqual(['u_1', 'u_2', 7]);
    expect(keysOf('al', { reach: 7 })).toEqual([7]);
    expect(keysOf('zhang', { reach: 7 })).toEqual(['u_1']);
    expect(keysOf('al', {})).toEqual([]);
    const named = { id: asUserId('u_3'), username: 'all', displayName: 'Al', rev: 0 };
    expect(keysOf('al', { reach: 7, people: [named] })).toEqual(['u_3']);
  });
  test('what is picked reads back as what was picked', () => {
    const pick = (kind: 'mention' | 'room', name: string): string => {
      const person = { ...sources.people[0]!, username: name, displayName: name };
      const options = complete(
        { kind, query: name, start: 0 },
        { people: [person], rooms: [{ id: 'r_1', name }], emojis: undefined },
      );
      return options[0]?.insert ?? '';
    };
    for (const [name, insert] of [
      ['Release', '#Release '],
      ['Release notes', '#[Release notes] '],
      ['50% off', '#[50% off] '],
      ['..', '#[..] '],
      ['a]b', '#[a\\]b] '],
      ['v1.', '#[v1.] '],
    ] as const)
      expect(pick('room', name)).toBe(insert);
    expect(pick('mention', '..')).toBe('@[..] ');
    expect(pick('mention', 'alice.')).toBe('@[alice.] ');
    expect(pick('mention', '小明')).toBe('@小明 ');
  });
  test('of two rooms of one name the picked one is meant: it is linked by its id', () => {
    const rooms = [
      { id: 'r_1', name: 'Team [x]' },
      { id: 'r_2', name: 'team [X]' },
    ];
    const [, second] = complete(
      { kind: 'room', query: 'team', start: 0 },
      { people: [], rooms, emojis: undefined },
      'https://a.example',
    );
    expect(second?.insert).toBe('[#team \\[X\\]](https://a.example/r/r_2) ');
  });
  test('rooms', () => {
    expect(complete({ kind: 'room', query: 'fb', start: 0 }, sources)[0]?.insert).toBe('#发布公告 ');
  });
});
