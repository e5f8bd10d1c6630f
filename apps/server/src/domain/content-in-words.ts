import type { Message } from '@rookery/protocol';

/** The text of a message for a classic client, which shows nothing else: it names what it cannot show. */
export const contentInWords = ({ content = '', files = [], poll, forwarded }: Message): string =>
  [
    ...(content === '' ? [] : [content]),
    ...(forwarded && forwarded.content !== '' ? [`↪ ${forwarded.content}`] : []),
    ...files.map(({ name }) => `📎 ${name}`),
    ...(poll ? [`📊 ${poll.question}`, ...poll.options.map(({ text }, index) => `${index + 1}. ${text}`)] : []),
  ].join('\n');
