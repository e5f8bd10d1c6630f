import { expect, test } from 'vitest';
import { languageOf } from './language-of.ts';

test.each([
  ['今天的发布窗口', 'zh-CN'],
  ['這個問題已經解決了', 'zh-TW'],
  ['東京へ行きます', 'ja'],
  ['직접 확인해 주세요 漢字', 'ko'],
  ['Sounds good', undefined],
  ['👍', undefined],
])('[WEB-218] %s is %s', (text, language) => {
  expect(languageOf(text)).toBe(language);
});
