import { Parser } from 'htmlparser2';
import { cleanLine } from '@rookery/protocol';
import type { LinkPage } from '../../ports/link-reader.ts';

const titleChars = 300;
const textChars = 500;
const siteChars = 100;
const urlChars = 2_000;
/** A `<meta charset>` stands in the first bytes. */
const charsetBytes = 1_024;

const charset = /charset\s{0,9}=\s{0,9}["']?([\w:-]{1,40})/i;

/** Names by which pages say it, the best one first. */
const said = {
  title: ['og:title', 'twitter:title', 'title'],
  text: ['og:description', 'twitter:description', 'description'],
  site: ['og:site_name', 'application-name'],
  image: ['og:image:secure_url', 'og:image:url', 'og:image', 'twitter:image'],
} as const satisfies Record<keyof LinkPage, readonly string[]>;
const wanted: ReadonlySet<string> = new Set(Object.values(said).flat());

/** What the head of a page says of it; null where it says nothing. `type`: its Content-Type. */
export function readPageHead(bytes: Uint8Array, type: string, url: URL): LinkPage | null {
  const found = new Map<string, string>();
  let title: string | null = null;
  let isOver = false;
  const parser = new Parser({
    onopentag: (name, attributes) => {
      if (name === 'body') isOver = true;
      if (name === 'title' && !found.has('title')) title = '';
      const key = (attributes['property'] ?? attributes['name'])?.toLowerCase();
      const content = attributes['content'];
      if (name === 'meta' && key !== undefined && content !== undefined && wanted.has(key) && !found.has(key))
        found.set(key, content.slice(0, urlChars));
    },
    ontext: (text) => {
      if (title !== null && title.length < titleChars) title += text;
    },
    onclosetag: (name) => {
      if (name === 'head') isOver = true;
      if (name !== 'title' || title === null) return;
      found.set('title', title);
      title = null;
    },
  });
  const text = decode(bytes, type);
  for (let at = 0; at < text.length && !isOver; at += 8_192) parser.write(text.slice(at, at + 8_192));
  const first = (names: readonly string[], chars: number): string | undefined =>
    names.map((name) => tidy(found.get(name) ?? '', chars)).find((one) => one !== '');
  const page = {
    title: first(said.title, titleChars),
    text: first(said.text, textChars),
    site: first(said.site, siteChars),
    image: imageUrl(first(said.image, urlChars), url),
  };
  const known = Object.fromEntries(Object.entries(page).filter(([, value]) => value !== undefined)) as LinkPage;
  return known.title === undefined && known.text === undefined ? null : known;
}

/** One line, without what is not to be seen and what turns the direction of the text around it. */
function tidy(text: string, chars: number): string {
  const line = cleanLine(text)
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  const characters = [...line];
  return characters.length <= chars ? line : `${characters.slice(0, chars - 1).join('')}…`;
}

function imageUrl(text: string | undefined, page: URL): string | undefined {
  if (text === undefined || !URL.canParse(text, page.href)) return undefined;
  const { protocol, href } = new URL(text, page);
  return ['http:', 'https:'].includes(protocol) ? href : undefined;
}

function decode(bytes: Uint8Array, type: string): string {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, charsetBytes));
  const name = charset.exec(type)?.[1] ?? charset.exec(start)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(name).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
