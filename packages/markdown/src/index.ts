export type {
  Block,
  Break,
  Code,
  Fence,
  Inline,
  Link,
  List,
  ListItem,
  Marked,
  Paragraph,
  Quote,
  Text,
  Token,
} from './ast.ts';
export { parse } from './parse.ts';
export { renderInline, renderText, type RenderTextOptions } from './render-text.ts';
export { splitKnownName } from './split-known-name.ts';
