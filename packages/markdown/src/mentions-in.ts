import type { Block, Token } from './ast.ts';
import { inlinesOf } from './walk.ts';

/**
 * What a message shows as a mention, in the order in which it is read, each name once (MD-25). So who is called is exactly who is shown
 * as called: nobody in code, a URL, a link, or behind a backslash. Which of them are people, the directory says (`possibleNames`).
 */
export const mentionsIn = (blocks: readonly Block[]): readonly Token[] => {
  const found = new Map<string, Token>();
  for (const node of inlinesOf(blocks)) if (node.type === 'mention' && !found.has(node.raw)) found.set(node.raw, node);
  return [...found.values()];
};
