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
export { linksIn } from './links-in.ts';
export { mentionsIn } from './mentions-in.ts';
export { parse } from './parse.ts';
export { quoteName } from './quote-name.ts';
export { renderInline, renderText, type RenderTextOptions } from './render-text.ts';
export { showsSomething } from './shows-something.ts';
export { possibleNames, splitKnownName } from './split-known-name.ts';
