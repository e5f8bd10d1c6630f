import Turndown from 'turndown';

type Policies = {
  readonly createPolicy: (
    name: string,
    rules: { createHTML: (html: string) => string },
  ) => {
    readonly createHTML: (html: string) => string;
  };
};

const { trustedTypes } = globalThis as { readonly trustedTypes?: Policies };
const policy = trustedTypes?.createPolicy('rookery-paste', { createHTML: (html) => html });

/** Some word processors put all of a text into a bold that is not bold. */
const notBold = /<b\s[^>]*font-weight:\s*(?:normal|400)[^>]*>/giu;
/** What says how it looks, or would run. The policy of the page keeps it from doing so, and complains about it. */
const unwanted = /\s(?:style|on\w+)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/giu;

/** A document of its own: nothing in it runs, is fetched or shown. */
const parsed = (html: string): HTMLElement => {
  const plain = html.replace(notBold, '<b data-plain>').replace(/<[^>]+>/gu, (tag) => tag.replace(unwanted, ''));
  return new DOMParser().parseFromString(policy?.createHTML(plain) ?? plain, 'text/html').body;
};

const service = new Turndown({
  bulletListMarker: '-',
  codeBlockStyle: 'fenced',
  emDelimiter: '*',
  hr: '———',
  // What the dialect of messages has no sign for is its text.
  blankReplacement: (_, node) => ((node as HTMLElement & { isBlock?: boolean }).isBlock ? '\n\n' : ''),
});
service.escape = (text) => text.replace(/[`*_~|[\]]/gu, '\\$&');
service.remove(['script', 'style', 'head', 'title', 'noscript']);
service.addRule('bold', {
  filter: (node) => node.matches('b, strong'),
  replacement: (content, node) =>
    content.trim() !== '' && !node.hasAttribute('data-plain') ? `**${content.trim()}**` : content,
});
service.addRule('strike', {
  filter: (node) => node.matches('del, s, strike'),
  replacement: (content) => (content.trim() === '' ? content : `~~${content}~~`),
});
service.addRule('heading', {
  filter: (node) => node.matches('h1, h2, h3, h4, h5, h6'),
  replacement: (content) => (content.trim() === '' ? '' : `\n\n**${content.trim().replaceAll('**', '')}**\n\n`),
});
service.addRule('picture', { filter: (node) => node.matches('img, picture, svg'), replacement: () => '' });
service.addRule('link', {
  filter: (node) => node.matches('a[href]'),
  replacement: (content, node) => {
    const href = (node as HTMLAnchorElement).getAttribute('href') ?? '';
    const words = content.trim();
    if (!/^(?:https?:|mailto:)/iu.test(href) || words === '') return content;
    return (node as HTMLElement).textContent?.trim() === href
      ? href
      : `[${words.replaceAll('\n', ' ')}](${encodeURI(decodeURI(href)).replace(/[()]/gu, escape)})`;
  },
});
service.addRule('item', {
  filter: 'li',
  replacement: (content, node) => {
    const list = node.parentElement;
    const at = list?.matches('ol') ? [...list.children].indexOf(node as Element) : -1;
    const sign = at < 0 ? '-' : `${Number(list?.getAttribute('start') ?? 1) + at}.`;
    return `${sign} ${content.trim().replaceAll('\n', '\n  ')}\n`;
  },
});
service.addRule('cell', {
  filter: ['td', 'th'],
  replacement: (content, node) => (node.nextElementSibling ? `${content.trim()} · ` : content.trim()),
});
service.addRule('line', { filter: 'tr', replacement: (content) => `${content.trim()}\n` });

/** Formatted text as one would type it in a message. */
export const markdownOf = (html: string): string =>
  service
    .turndown(parsed(html))
    .replaceAll(/[^\S\n]+$/gmu, '')
    .replaceAll(/\n{3,}/gu, '\n\n')
    .trim();
