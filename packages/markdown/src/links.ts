import { characterBefore, isSpacedLetter } from './characters.ts';
import type { Work } from './work.ts';

const scheme = /(?:https?:\/\/|mailto:)/iy;
const allowedProtocols = new Set(['http:', 'https:', 'mailto:']);
const maxUrlLength = 2_048;

/** Where the scheme that starts at `at` ends, or `undefined` when none of ours starts there. */
export const schemeEnd = (source: string, at: number): number | undefined => {
  scheme.lastIndex = at;
  return scheme.test(source) ? scheme.lastIndex : undefined;
};

/** The one gate to an `href` (MD-8). Costs O(length), never throws. */
export const safeUrl = (text: string, work: Work): URL | undefined => {
  work.steps += Math.min(text.length, maxUrlLength);
  if (text.length > maxUrlLength || schemeEnd(text, 0) === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (!allowedProtocols.has(url.protocol)) return undefined;
  return url.protocol !== 'mailto:' || /[^@]@[^@]/.test(url.pathname) ? url : undefined;
};

const hostOf = (url: URL): string =>
  url.protocol === 'mailto:' ? url.pathname.slice(url.pathname.lastIndexOf('@') + 1).toLowerCase() : url.hostname;

const withoutWww = (host: string): string => host.replace(/^www\./, '');

/** Whether `name` reads as a host: `a.example`, `例子.中国`, `127.0.0.1`; not `v1.2` or `e.g`. */
const looksLikeHost = (name: string): boolean =>
  name.length <= 253 && (/\.\p{L}[^.]+$/u.test(name) || /^\d+\.\d+\.\d+\.\d+$/.test(name));

const sameHost = (name: string, host: string): boolean => {
  const address = `http://${name}`;
  return URL.canParse(address) && withoutWww(new URL(address).hostname) === withoutWww(host);
};

/**
 * The host of `url` when `text` names a different one (MD-9). Full-width letters and dots, invisible and bidirectional
 * characters are folded first, so none of them hides a host.
 */
export const realHostBehind = (text: string, url: URL, work: Work): string | undefined => {
  work.steps += text.length;
  const host = hostOf(url);
  const folded = text
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replaceAll('。', '.');
  for (const phrase of folded.toLowerCase().split(/\s+/)) {
    // Split, not matched: a pattern for "label.label" restarts at every letter and is quadratic.
    for (const piece of phrase.split(/[^\p{L}\p{N}\p{M}.-]+/u)) {
      const name = piece.replace(/^[.-]+/, '').replace(/(?<![.-])[.-]+$/, '');
      if (!looksLikeHost(name)) continue;
      if (!sameHost(name, host)) return host;
      // After the real host comes its path, where the name of a page is no host; after a user name comes another host.
      if (!phrase.includes('@')) break;
    }
  }
  return undefined;
};

/** Ends an autolink wherever it stands: space, quotes, invisible and bidirectional characters, CJK punctuation. */
const outsideUrl =
  /[\s\p{Cc}<>"`\\\u00ad\u200b-\u200f\u2014\u2018-\u201f\u2026\u2028-\u202f\u2060-\u206f\u3000-\u3004\u3008-\u3020\u3030\u30fb\ufe10-\ufe1f\ufe30-\ufe6f\ufeff\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]/u;
const dottedHost = /^(?:localhost|[\w.@+-]*\.[a-z0-9-]*[a-z0-9])(?::\d*)?$/i;

/** Where the URL whose authority starts at `start` must end at the latest. Reads each character once. */
const scanUrl = (source: string, start: number, isLinkAt: (at: number) => boolean, work: Work): number => {
  let round = 0;
  let square = 0;
  let authority: 'ascii' | 'unicode' | 'done' = 'ascii';
  let at = start;
  for (; at < source.length; at += 1) {
    const character = source.charAt(at);
    const following = source.charAt(at + 1);
    if (outsideUrl.test(character)) break;
    if (character === '(') round += 1;
    else if (character === ')' && (round -= 1) < 0) break;
    else if (character === '[') {
      if (isLinkAt(at)) break;
      square += 1;
    } else if (character === ']' && (square -= 1) < 0) break;
    else if ((character === '*' || character === '~' || character === '|') && following === character) break;
    // A closing mark before Han text: `*https://a.example*后面`.
    else if (character === '*' && following > '\u007f') break;
    else if (character === '/' || character === '?' || character === '#') authority = 'done';
    else if (authority === 'ascii' && character > '\u007f') {
      // Chinese needs no space after a host: `看https://a.example谢谢`. A host may be Chinese itself, though.
      work.steps += at - start;
      if (dottedHost.test(source.slice(start, at))) break;
      authority = 'unicode';
    }
  }
  work.steps += at - start + 1;
  return at;
};

/** An address without its scheme: a host, and a path or the like. It starts at the beginning of a word only, so each letter is read once. */
const bareAddress = /(?<![\w.@-])(?:[a-z\d-]+\.)+[a-z]{2,24}(?::\d{1,5})?[/?#][!-~]*/gi;

/** Where addresses stand that were typed without a scheme, as `a.example/@bob`: no links, and no names either. In order. */
export const bareAddressesIn = (
  source: string,
  work: Work,
): readonly { readonly start: number; readonly end: number }[] => {
  work.steps += source.length;
  return Array.from(source.matchAll(bareAddress), ({ index, 0: { length } }) => ({
    start: index,
    end: index + length,
  }));
};

const trailing = /[.,;:!?'*_~|(&[]/;

/** A bare URL. `url` is missing when what stands there is not one: then `start..end` is text and is not judged again. */
export type Autolink = { readonly end: number; readonly url?: URL; readonly realHost?: string };

/**
 * Reads the bare URL at `start` (MD-10, MD-11), given where its scheme ends. `isLinkAt` says where a `[text](url)`
 * starts, which ends it too.
 */
export const readAutolink = (
  source: string,
  start: number,
  afterScheme: number,
  isLinkAt: (at: number) => boolean,
  work: Work,
): Autolink => {
  if (isSpacedLetter(characterBefore(source, start))) return { end: afterScheme };
  let end = scanUrl(source, afterScheme, isLinkAt, work);
  while (end > afterScheme && trailing.test(source.charAt(end - 1))) end -= 1;
  if (end === afterScheme) return { end };
  const raw = source.slice(start, end);
  const url = safeUrl(raw, work);
  if (!url) return { end };
  const typed = raw.slice(afterScheme - start).split(/[/?#]/, 1)[0] ?? '';
  const isPlain = url.protocol === 'mailto:' || typed.replace(/:\d*$/, '').toLowerCase() === url.hostname;
  return isPlain ? { end, url } : { end, url, realHost: hostOf(url) };
};
