import { expect, test } from 'vitest';
import { weaknessOf } from './weak-password.ts';

test('[ACC-5] what everybody tries first, follows the keys, repeats, or is the name', () => {
  const weak = [
    ['Password1', /first that anybody tries/],
    ['ｐａｓｓｗｏｒｄ', /first that anybody tries/],
    ['woaini1314', /first that anybody tries/],
    ['88888888', /over and over/],
    ['哈哈哈哈哈哈哈哈', /over and over/],
    ['abc abc abc', /over and over/],
    ['        ', /over and over/],
    ['23456789', /follows the keys/],
    ['PoIuYtReWq', /follows the keys/],
    ['rosalind', /the name itself/],
    ['Rosalind2026', /the name itself/],
    ['dnilasor!', /the name itself/],
    ['小明小红小刚小丽', /the name itself/],
  ] as const;
  for (const [password, why] of weak)
    expect(weaknessOf(password, ['rosalind', '小明小红小刚小丽']), password).toMatch(why);
});

test('[ACC-5] nothing is said against others', () => {
  for (const password of [
    'correct horse battery',
    '床前明月光疑是地上霜',
    'rosalind likes tea',
    'J8#kq2!x',
    'abcabcabd',
  ])
    expect(weaknessOf(password, ['rosalind', 'Al']), password).toBeNull();
});
