import { describe, expect, test } from 'vitest';
import { pinyinOf } from '../src/names/pinyin.ts';
import { rankName } from '../src/index.ts';

describe('[PEO-4] pinyin', () => {
  test.each([
    ['小明', 'xiao ming'],
    ['发布公告 v2', 'fa bu gong gao v 2'],
    ['王菲', 'wang fei'],
    ['欧阳娜娜', 'ou yang na na'],
    ['北京', 'bei jing'],
    ['乐乐', 'le le'],
    ['乔布斯', 'qiao bu si'],
    ['赵钱孙李', 'zhao qian sun li'],
    ['周吴郑冯', 'zhou wu zheng feng'],
    ['重庆', 'zhong qing'],
    ['Ann', 'a n n'],
  ])('%s', (name, pinyin) => {
    expect(pinyinOf(name).join(' ')).toBe(pinyin);
  });
});

describe('[PEO-4] a name answers a query', () => {
  const order = (query: string, ...names: string[]): string[] =>
    names.filter((name) => rankName(name, query) > 0).toSorted((a, b) => rankName(b, query) - rankName(a, query));

  test('exactly, from its beginning, from a word, by pinyin, anywhere', () => {
    expect(order('ming', 'flaming', '小明', 'Ann Ming', 'Mingus', 'ming', 'Bob')).toEqual([
      'ming',
      'Mingus',
      'Ann Ming',
      'flaming',
      '小明',
    ]);
  });

  test('by initials and by whole syllables', () => {
    for (const query of ['xm', 'xiaoming', 'xiao ming', 'xiaom', 'XM'])
      expect(order(query, '小明', '大卫')).toEqual(['小明']);
    expect(order('明', '小明', '大卫')).toEqual(['小明']);
    expect(order('dw', '小明', '大卫')).toEqual(['大卫']);
    expect(order('', '小明')).toEqual(['小明']);
  });

  test('in every reading of its characters', () => {
    for (const query of ['cq', 'chongqing', 'chongq', 'zq', 'zhongqing'])
      expect(order(query, '重庆团队')).toHaveLength(1);
    for (const [name, query] of [
      ['音乐', 'yinyue'],
      ['音乐', 'yl'],
      ['长安银行', 'yinhang'],
      ['长安银行', 'cayh'],
      ['单田芳', 'shantian'],
      ['曾志伟', 'zzw'],
      ['电视台', 'dianshi'],
    ] as const)
      expect(rankName(name, query), query).toBeGreaterThan(0);
    expect(rankName('重庆', 'chongqing')).toBeGreaterThan(rankName('在重庆', 'chongqing'));
    for (const query of ['xq', 'chongqingx', 'qing chong']) expect(rankName('重庆', query)).toBe(0);
  });

  test('typed with or without accents, wide or narrow, whole or put together', () => {
    const pairs = [
      ['Zoë', 'zoe'],
      ['Zoe', 'zoë'],
      ['Zoë', 'Zoe\u0308'],
      ['İrem', 'ire'],
      ['Łukasz', 'luk'],
      ['Straße', 'strasse'],
      ['Đặng', 'dang'],
      ['release', 'ｒｅｌ'],
      ['ｒｅｌｅａｓｅ', 'rel'],
      ['김철수', '김'.normalize('NFD')],
      ['ﬁnance', 'fin'],
      ['Андрей', 'андреи'],
      ['re\u200blease', 'rel'],
    ] as const;
    expect(pairs.filter(([name, query]) => rankName(name, query) < 80)).toEqual([]);
    expect(order('が', 'か', 'が')[0]).toBe('が');
  });
});
