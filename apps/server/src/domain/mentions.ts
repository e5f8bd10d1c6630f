import { limits } from '@rookery/protocol';

/** A name is called after anything but a letter or digit of a script that parts its words: `请@小明` calls, `me@example` does not. */
const pattern =
  /(?<![[\p{L}\p{N}_.@＠\-]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]])[@＠]([\p{L}\p{N}_.\-][\p{L}\p{N}\p{M}_.\-]{0,31})/gv;

/**
 * The names that a text may mention. Han text has no spaces (`@小明你好`), so of every run each prefix that could be a name is
 * offered, longest first; the directory says which exist.
 */
export function mentionedNames(content: string): readonly (readonly string[])[] {
  const found: string[][] = [];
  for (const match of content.matchAll(pattern)) {
    if (found.length >= limits.mentionsPerMessage) break;
    const run = [...(match[1] ?? '').replace(/[.-]+$/, '')];
    const candidates = [run.join('')];
    // Only where a name could end inside the run: after a Han, Kana or Hangul character.
    for (let end = run.length - 1; end >= 1 && candidates.length < 8; end -= 1) {
      const last = run[end - 1] ?? '';
      if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(last + (run[end] ?? '')))
        candidates.push(run.slice(0, end).join(''));
    }
    if (candidates[0] !== '') found.push(candidates);
  }
  return found;
}
