import type { Block, Inline } from './ast.ts';
import { inlinesOf } from './walk.ts';

/**
 * The addresses of the web to which a message openly links, in the order in which they are read, each once (MD-27): none in code, and none in a
 * spoiler, of which a preview would give away what it hides.
 */
export const linksIn = (blocks: readonly Block[]): readonly string[] => {
  const nodes = inlinesOf(blocks);
  const hidden = new Set<Inline>(nodes.filter(({ type }) => type === 'spoiler').flatMap(below));
  const hrefs = nodes.flatMap((node) => (node.type === 'link' && !hidden.has(node) ? node.href : []));
  return [...new Set(hrefs.filter((href) => /^https?:/.test(href)))];
};

const below = (node: Inline): readonly Inline[] =>
  'children' in node ? node.children.flatMap((child) => [child, ...below(child)]) : [];
