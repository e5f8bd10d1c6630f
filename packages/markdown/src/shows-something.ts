import type { Block } from './ast.ts';
import { inlinesOf } from './walk.ts';

/**
 * A character that leaves a mark on the page by itself. Not spaces, controls, what Unicode calls ignorable (zero-width characters, variation
 * selectors, tags, Hangul fillers), marks that need a letter under them, nor the few signs that are drawn blank.
 * What Unicode has not assigned yet counts as shown: it may be next year's emoji.
 */
const shown = /[^\p{Default_Ignorable_Code_Point}\p{Z}\p{Cc}\p{Cs}\p{M}\u2800\ufff9-\ufffb\u{1d159}]/u;

const textShows = (text: string): boolean => shown.test(text);

/**
 * Whether a message shows anything (MD-26). An empty fence, a `>` alone or a list of nothing does not, nor do
 * characters that cannot be seen: server and composer refuse it as empty.
 */
export const showsSomething = (blocks: readonly Block[]): boolean =>
  inlinesOf(blocks).some((node) => {
    switch (node.type) {
      case 'text':
      case 'code':
        return textShows(node.text);
      case 'mention':
      case 'room':
      case 'emoji':
        return true;
      default:
        return false; // What it holds comes by itself.
    }
  });
