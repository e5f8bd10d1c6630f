import type { Inline, Token } from './ast.ts';
import { characterBefore, isSpacedLetter } from './characters.ts';
import { readEmojiCodes } from './emoji-codes.ts';
import { bareAddressesIn, readAutolink, realHostBehind, schemeEnd } from './links.ts';
import { MarkedNodes } from './marks.ts';
import { unquoteName } from './quote-name.ts';
import { renderInline } from './render-text.ts';
import { backtickRunEnd, findSpans, isEscapable, type Spans } from './spans.ts';
import type { Work } from './work.ts';

/** The next place where anything but text may start. */
const special = /[\\`*_~|[@＠#:\n]|https?:\/\/|mailto:/gi;
// 80 code points: the longest name there is (a room's). First a letter, digit or `_`; a full stop at the end is the sentence's.
const name = /[\p{L}\p{N}_][\p{L}\p{N}\p{M}_.-]{0,79}/uy;
// Ends before another `[`, so that a text full of brackets is read once.
const quotedName = /\[((?:[^[\]\\\n]|\\[^\n]){1,80})\]/uy;

/** `[any name]` after the sign at `at` (MD-24), unless it is a link's text or runs into code. */
const readQuotedName = (source: string, at: number, { code, links }: Spans): string | undefined => {
  if (source.charAt(at + 1) !== '[' || links.has(at + 1)) return undefined;
  quotedName.lastIndex = at + 1;
  const quoted = quotedName.exec(source)?.[0];
  if (quoted === undefined) return undefined;
  for (let index = quoted.indexOf('`'); index >= 0; index = quoted.indexOf('`', index + 1))
    if (code.has(at + 1 + index)) return undefined;
  return quoted;
};

/** `@user`, `＠user`, `#room` or `#[any name]` at `at` (MD-12), unless it continues a word: `me@example.com`, `C#`, `##`. */
const readName = (source: string, at: number, spans: Spans): Token | undefined => {
  const before = characterBefore(source, at);
  if (isSpacedLetter(before) || '@＠#'.includes(before || ' ')) return undefined;
  const quoted = readQuotedName(source, at, spans);
  if (quoted !== undefined) {
    const type = source.charAt(at) === '#' ? 'room' : 'mention';
    return { type, name: unquoteName(quoted), raw: source.charAt(at) + quoted };
  }
  name.lastIndex = at + 1;
  const end = before === '_' ? /(?<![._-])[._-]+$/ : /(?<![.-])[.-]+$/; // `_@bob_` is a mention in italics.
  const found = name.exec(source)?.[0].replace(end, '');
  if (!found) return undefined;
  const sigil = source.charAt(at);
  return { type: sigil === '#' ? 'room' : 'mention', name: found, raw: sigil + found };
};

/** One space inside each end is padding, so that code may start or end with a backtick. */
const trimPadding = (code: string): string =>
  code.length > 2 && code.startsWith(' ') && code.endsWith(' ') && code.trim() !== '' ? code.slice(1, -1) : code;

const runEnd = (source: string, start: number): number => {
  const character = source.charAt(start);
  let end = start + 1;
  while (source.charAt(end) === character) end += 1;
  return end;
};

/** Parses one paragraph or list item. Inside a link's text, links, mentions and rooms are text. */
export const parseInline = (source: string, work: Work, isInLink = false): Inline[] => {
  const spans = findSpans(source, !isInLink, work);
  const { code, links } = spans;
  const isLinkAt = (at: number): boolean => links.has(at);
  const nodes = new MarkedNodes(work);
  let at = 0;
  /** Up to here no emoji starts: the colons belong to something that does not stand alone. */
  let noEmojiBefore = 0;
  /** Addresses without a scheme, looked for at the first name, and how many of them are behind. */
  let addresses: ReturnType<typeof bareAddressesIn> | undefined;
  let addressesBehind = 0;
  const isInAddress = (): boolean => {
    addresses ??= bareAddressesIn(source, work);
    for (let next = addresses[addressesBehind]; next && next.end <= at; next = addresses[addressesBehind])
      addressesBehind += 1;
    const next = addresses[addressesBehind];
    return next !== undefined && next.start < at;
  };

  /** Takes what starts at the special place `at`; answers where it ends. */
  const take = (): number => {
    const character = source.charAt(at);
    switch (character) {
      case '\n':
        nodes.push({ type: 'break' });
        return at + 1;
      case '\\': {
        const next = source.charAt(at + 1);
        const isShrug = source.charAt(at - 1) === '¯'; // ¯\_(ツ)_/¯ keeps its arm.
        if (!isEscapable(next)) break;
        const end = next === '`' ? backtickRunEnd(source, at + 1) : at + 2;
        nodes.text(source.slice(isShrug ? at : at + 1, end));
        return end;
      }
      case '`': {
        const open = backtickRunEnd(source, at);
        const closing = code.get(at);
        if (closing === undefined) {
          nodes.text(source.slice(at, open));
          return open;
        }
        nodes.push({ type: 'code', text: trimPadding(source.slice(open, closing)) });
        return closing + (open - at);
      }
      case '*':
      case '_':
      case '~':
      case '|': {
        const end = runEnd(source, at);
        nodes.run(source, at, end);
        return end;
      }
      case '[': {
        const link = links.get(at);
        if (!link) break;
        const children = parseInline(source.slice(at + 1, link.labelEnd), work, true);
        const realHost = realHostBehind(renderInline(children), link.url, work);
        nodes.push({ type: 'link', href: link.url.href, children, ...(realHost !== undefined && { realHost }) });
        return link.end;
      }
      case '@':
      case '＠':
      case '#': {
        const token = isInLink || isInAddress() ? undefined : readName(source, at, spans);
        if (!token) break;
        nodes.push(token);
        return at + token.raw.length;
      }
      case ':': {
        const codes = at < noEmojiBefore ? undefined : readEmojiCodes(source, at, work);
        if (!codes) break;
        noEmojiBefore = codes.end;
        if (codes.tokens.length === 0) break;
        for (const token of codes.tokens) nodes.push(token);
        return codes.end;
      }
      default: {
        const afterScheme = isInLink ? undefined : schemeEnd(source, at);
        if (afterScheme === undefined) break;
        const { end, url, realHost } = readAutolink(source, at, afterScheme, isLinkAt, work);
        const text = source.slice(at, end);
        if (!url) nodes.text(text);
        else {
          const children: Inline[] = [{ type: 'text', text }];
          nodes.push({ type: 'link', href: url.href, children, ...(realHost !== undefined && { realHost }) });
        }
        return end;
      }
    }
    nodes.text(character);
    return at + 1;
  };

  while (at < source.length) {
    special.lastIndex = at;
    const found = special.exec(source)?.index ?? source.length;
    nodes.text(source.slice(at, found));
    work.steps += found - at;
    at = found;
    if (at === source.length) break;
    const end = take();
    work.steps += end - at;
    at = end;
  }
  return nodes.finish();
};
