import { parse, renderText, type Block } from '@rookery/markdown';
import { emojiSign } from '../emoji/load.ts';
import { balanced } from './balanced.ts';

const cacheSize = 4_000;
const cache = new Map<string, readonly Block[]>();

/** Parsed messages by content: a list that scrolls back and forth parses each text once. */
export const parsed = (content: string): readonly Block[] => {
  let blocks = cache.get(content);
  if (!blocks) {
    blocks = parse(content);
    if (cache.size >= cacheSize) cache.delete(cache.keys().next().value ?? '');
    cache.set(content, blocks);
  }
  return blocks;
};

/** One line of plain text: for quotes, lists and announcements. */
export const plainLine = (content: string): string =>
  balanced(renderText(parsed(content), { emoji: emojiSign }).replace(/\s+/gu, ' ').trim());

/** The same of a message: one without a text is told by the names of its files. */
export const messageLine = ({
  content = '',
  files = [],
  poll,
  forwarded,
}: {
  readonly content?: string | undefined;
  readonly files?: readonly { readonly name: string }[] | undefined;
  readonly poll?: { readonly question: string } | undefined;
  readonly forwarded?: { readonly content: string } | undefined;
}): string =>
  content === '' && forwarded?.content
    ? `↪ ${plainLine(forwarded.content)}`
    : content === ''
      ? balanced(poll ? `📊 ${poll.question}` : files.map(({ name }) => `📎 ${name}`).join(' '))
      : plainLine(content);
