import { asUserId, rankName } from '@rookery/protocol';
import type { User } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { findingWords, wantedBeginnings } from './finding-words.ts';
import { fitsPerson } from './fits-person.ts';

const person = (displayName: string, username: string, more: Partial<User> = {}): User => ({
  ...{ id: asUserId('u_1'), displayName, username, guest: false, rev: 0 },
  ...more,
});
const isFoundBy = (user: User, query: string): boolean =>
  fitsPerson(user, query) &&
  wantedBeginnings(query).some((wanted) => findingWords(user).some((word) => word.startsWith(wanted)));

test('[PEO-9] people are indexed by name, words of it, username and pinyin, so that what is typed is a beginning', () => {
  const found: readonly (readonly [User, readonly string[]])[] = [
    [person('Amelia Chen', 'amelia.c'), ['amelia', 'AMELIA CH', 'chen', 'ac', 'amelia.c', 'c']],
    [person('Zoë Łukasz', 'zl-7'), ['zoe', 'lukasz', 'zl', 'zl-7', '7']],
    [person('重庆', 'somebody'), ['重', '庆', 'chongqing', 'chong qing', 'chongq', 'zhongqing', 'cq', 'qing', 'some']],
    [person('张伟', '小明'), ['zhangwei', 'zhang wei', 'zw', 'wei', '伟', 'xiaoming', 'xm', 'ming']],
    [person('李娜 Lina', 'ｌｉ'), ['lina', 'ln', 'li']],
    [person('Наталья', 'ná'), ['нат', 'na']],
  ];
  for (const [user, queries] of found)
    for (const query of queries) expect(isFoundBy(user, query), `${user.displayName} by ${query}`).toBe(true);
  for (const query of ['', ' ', 'elia', 'hen', 'chongqingx', 'qc']) {
    expect(isFoundBy(person('Amelia Chen', 'amelia.c'), query), query).toBe(false);
    expect(isFoundBy(person('重庆', 'somebody'), query), query).toBe(false);
  }
});

test('[PEO-9] guests, and whoever is deactivated or has deleted her account, are indexed by nothing', () => {
  expect(findingWords(person('Ann', 'ann', { guest: true }))).toEqual([]);
  expect(findingWords(person('Ann', 'ann', { deactivated: true }))).toEqual([]);
  expect(findingWords(person('Ann', 'u_1'))).toEqual([]);
});

test('[PEO-9] nobody has many words, however long and ambiguous her name is', () => {
  const long = Array.from({ length: 64 }, (_, index) => '重长行乐单曾'[index % 6]).join('');
  for (const name of [long, 'a b '.repeat(16), '𠮷'.repeat(32), `${'x'.repeat(63)} `]) {
    const words = findingWords(person(name, 'n'));
    expect(words.length).toBeGreaterThan(0);
    expect(words.length).toBeLessThanOrEqual(24);
    for (const word of words) expect([...word].length).toBeLessThanOrEqual(24);
  }
  // By as much of it as is indexed, and whoever types more is judged by all of it.
  const user = person('abcdefghijklmnopqrstuvwxyz', 'n');
  expect(isFoundBy(user, 'abcdefghijklmnopqrstuvwxyz')).toBe(true);
  expect(isFoundBy(user, 'abcdefghijklmnopqrstuvwxyy')).toBe(false);
  expect(rankName(user.displayName, 'abcdefghijklmnopqrstuvwxyz')).toBe(100);
});
