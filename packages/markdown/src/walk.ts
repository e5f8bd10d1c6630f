import type { Block, Inline, List } from './ast.ts';

const inList = (list: List): readonly Inline[] =>
  list.items.flatMap(({ children, sublists }) => [...children, ...sublists.flatMap(inList)]);

/** The text of a block as it is read, from the first to the last; a fence is one node of code. Depth is bounded (MD-20). */
const inBlock = (block: Block): readonly Inline[] => {
  switch (block.type) {
    case 'paragraph':
      return block.children;
    case 'fence':
      return [{ type: 'code', text: block.text }];
    case 'quote':
      return block.children.flatMap(inBlock);
    case 'list':
      return inList(block);
  }
};

const withChildren = (node: Inline): readonly Inline[] =>
  'children' in node ? [node, ...node.children.flatMap(withChildren)] : [node];

/** Every inline node of a message, in the order in which it is read. */
export const inlinesOf = (blocks: readonly Block[]): readonly Inline[] => blocks.flatMap(inBlock).flatMap(withChildren);
