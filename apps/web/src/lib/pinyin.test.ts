import { describe, expect, test } from 'vitest';
import { pinyinInitials } from './pinyin.ts';
import { rank } from './rank.ts';

describe('pinyin initials', () => {
  test.each([
    ['发布公告', 'fbgg'],
    ['前端工程', 'qdgc'],
    ['产品设计', 'cpsj'],
    ['张伟', 'zw'],
    ['李娜', 'ln'],
    ['小明 v2', 'xmv2'],
    ['random', 'random'],
  ])('%s → %s', (text, initials) => {
    expect(pinyinInitials(text)).toBe(initials);
  });
});

describe('rank', () => {
  test('prefers the whole name, then its beginning, a word, initials, any part', () => {
    const scores = [
      rank('ops', 'ops'),
      rank('ops-eu', 'ops'),
      rank('eu-ops', 'ops'),
      rank('发布公告', 'fbgg'),
      rank('devops', 'ops'),
    ];
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(new Set(scores).size).toBe(5);
  });
  test('finds nothing where there is nothing', () => {
    expect(rank('产品设计', 'fbgg')).toBe(0);
    expect(rank('random', 'xyz')).toBe(0);
  });
  test('an empty query fits all alike', () => {
    expect(rank('a', ' ')).toBe(rank('b', ''));
  });
});
