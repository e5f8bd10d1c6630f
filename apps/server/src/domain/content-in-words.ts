import type { Message } from '@rookery/protocol';

/** The text of a message for a classic client, which shows nothing else: it names what it cannot show. */
export const contentInWords = ({ content = '', files = [] }: Message): string =>
  [...(content === '' ? [] : [content]), ...files.map(({ name }) => `📎 ${name}`)].join('\n');
