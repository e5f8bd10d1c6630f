import type { Block, Inline, List } from './ast.ts';

export type RenderTextOptions = {
  /** `hide` (the default) shows `▒▒▒` instead of a spoiler: right for notifications. Search wants `show`. */
  readonly spoilers?: 'hide' | 'show';
  /** The sign of an emoji code, where it is known; else the code stays as it was typed. */
  readonly emoji?: (code: string) => string | undefined;
};

const hiddenSpoiler = '▒▒▒';

export const renderInline = (nodes: readonly Inline[], options: RenderTextOptions = { spoilers: 'show' }): string =>
  nodes
    .map((node): string => {
      switch (node.type) {
        case 'text':
        case 'code':
          return node.text;
        case 'break':
          return '\n';
        case 'mention':
        case 'room':
          return node.raw;
        case 'emoji':
          return options.emoji?.(node.name) ?? node.raw;
        case 'spoiler':
          return options.spoilers === 'show' ? renderInline(node.children, options) : hiddenSpoiler;
        case 'link': {
          const text = renderInline(node.children, options);
          return node.realHost === undefined ? text : `${text} (${node.realHost})`;
        }
        case 'strong':
        case 'emphasis':
        case 'strike':
          return renderInline(node.children, options);
      }
    })
    .join('');

const renderList = (list: List, indent: string, options: RenderTextOptions): string =>
  list.items
    .flatMap((item, index) => [
      `${indent}${list.ordered ? `${list.start + index}.` : '•'} ${renderInline(item.children, options)}`,
      ...item.sublists.map((sublist) => renderList(sublist, `${indent}  `, options)),
    ])
    .join('\n');

/** The message as plain text, without its marks: for notifications, previews and search. */
export const renderText = (blocks: readonly Block[], options: RenderTextOptions = {}): string =>
  blocks
    .map((block): string => {
      switch (block.type) {
        case 'paragraph':
          return renderInline(block.children, options);
        case 'fence':
          return block.text;
        case 'quote':
          return renderText(block.children, options);
        case 'list':
          return renderList(block, '', options);
      }
    })
    .join('\n');
