import type { Block, Inline, List } from '../src/ast.ts';

/** A tree as one line of text, for tests: `strong(a) link(b → https://b.example/)`. */
const sketchInline = (nodes: readonly Inline[]): string =>
  nodes
    .map((node): string => {
      switch (node.type) {
        case 'text':
          return node.text;
        case 'break':
          return '⏎';
        case 'code':
          return `code(${node.text})`;
        case 'mention':
        case 'room':
        case 'emoji':
          return `${node.type}(${node.name})`;
        case 'link':
          return `link(${sketchInline(node.children)} → ${node.href}${node.realHost === undefined ? '' : ` ! ${node.realHost}`})`;
        default:
          return `${node.type}(${sketchInline(node.children)})`;
      }
    })
    .join('');

const sketchList = (list: List): string =>
  `${list.ordered ? `ol${list.start}` : 'ul'}[${list.items
    .map((item) => sketchInline(item.children) + item.sublists.map(sketchList).join(''))
    .join(' | ')}]`;

export const sketch = (blocks: readonly Block[]): string =>
  blocks
    .map((block): string => {
      switch (block.type) {
        case 'paragraph':
          return sketchInline(block.children);
        case 'fence':
          return `fence:${block.language}(${block.text})`;
        case 'quote':
          return `quote(${sketch(block.children)})`;
        case 'list':
          return sketchList(block);
      }
    })
    .join(' ¶ ');
