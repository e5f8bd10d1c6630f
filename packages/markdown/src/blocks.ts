import type { Block, Inline, List, ListItem } from './ast.ts';
import { parseInline } from './inline.ts';
import type { Work } from './work.ts';

const maxQuoteDepth = 3;

/** A quote, unless the `>` starts a face or an operator: `>_<`, `>.<`, `>:(`, `>=`. */
const quoteLine = /^ {0,3}>(?![_.:;=<])[ \t]?/;
const fenceOpening = /^[ \t]*(`{3,})/;
const itemLine = /^([ \t]*)(?:[-*+]|(\d{1,3})[.)])[ \t]+(?=\S)/;
const languageName = /^[\w+#.-]{1,32}/;

/** Whether a line makes anything but a paragraph; the fast path of `parse` asks it of a single line. */
export const startsList = (line: string): boolean => itemLine.test(line);

type FenceOpening = { readonly indent: number; readonly ticks: string; readonly language: string };

const readFenceOpening = (line: string): FenceOpening | undefined => {
  const match = fenceOpening.exec(line);
  const ticks = match?.[1];
  if (!match || ticks === undefined) return undefined;
  const info = line.slice(match[0].length);
  if (info.includes('`')) return undefined; // ```all on one line``` is inline code.
  return { indent: match[0].length - ticks.length, ticks, language: languageName.exec(info.trim())?.[0] ?? '' };
};

type ItemOpening = { readonly indent: number; readonly start: number | undefined; readonly text: string };

const readItemOpening = (line: string): ItemOpening | undefined => {
  const match = itemLine.exec(line);
  if (!match) return undefined;
  const indent = (match[1] ?? '').replaceAll('\t', '    ').length;
  return {
    indent,
    start: match[2] === undefined ? undefined : Number(match[2]),
    text: line.slice(match[0].length),
  };
};

const isBlank = (line: string): boolean => line.trim() === '';

/** Reads the lines of one container (the message, or a quote) from the first to the last. */
class BlockReader {
  readonly #lines: readonly string[];
  readonly #quoteDepth: number;
  readonly #work: Work;
  #at = 0;

  constructor(lines: readonly string[], quoteDepth: number, work: Work) {
    this.#lines = lines;
    this.#quoteDepth = quoteDepth;
    this.#work = work;
  }

  read(): Block[] {
    const blocks: Block[] = [];
    while (this.#at < this.#lines.length) {
      if (isBlank(this.#line())) this.#next();
      else blocks.push(this.#fence() ?? this.#quote() ?? this.#list() ?? this.#paragraph());
    }
    return blocks;
  }

  #line(at = this.#at): string {
    return this.#lines[at] ?? '';
  }

  #next(): string {
    const line = this.#line();
    this.#work.steps += line.length + 1;
    this.#at += 1;
    return line;
  }

  #isQuote(line: string): boolean {
    return this.#quoteDepth < maxQuoteDepth && quoteLine.test(line);
  }

  #inline(text: string): Inline[] {
    return parseInline(text, this.#work);
  }

  /** A fence that is never closed runs to the end: so it looks while a bot still streams it. */
  #fence(): Block | undefined {
    const opening = readFenceOpening(this.#line());
    if (!opening) return undefined;
    this.#next();
    const lines: string[] = [];
    while (this.#at < this.#lines.length) {
      const line = this.#next();
      const closing = line.trim();
      if (closing.startsWith(opening.ticks) && /^`+$/.test(closing)) break;
      let indent = 0;
      while (indent < opening.indent && /[ \t]/.test(line.charAt(indent))) indent += 1;
      lines.push(line.slice(indent));
    }
    return { type: 'fence', language: opening.language, text: lines.join('\n') };
  }

  #quote(): Block | undefined {
    if (!this.#isQuote(this.#line())) return undefined;
    const lines: string[] = [];
    while (this.#at < this.#lines.length && this.#isQuote(this.#line())) {
      lines.push(this.#next().replace(quoteLine, ''));
    }
    return { type: 'quote', children: new BlockReader(lines, this.#quoteDepth + 1, this.#work).read() };
  }

  /** Items two or more columns further in than the first make the second level; there is no third. */
  #list(): List | undefined {
    const first = readItemOpening(this.#line());
    if (!first) return undefined;
    const items: ListItem[] = [];
    for (;;) {
      const opening = this.#itemAhead();
      if (!opening || isSublevel(opening, first) || isOrdered(opening) !== isOrdered(first)) break;
      const children = this.#item(opening);
      const sublists: List[] = [];
      for (let inner = this.#itemAhead(); inner && isSublevel(inner, first); inner = this.#itemAhead()) {
        sublists.push(this.#sublist(inner, first));
      }
      items.push({ children, sublists });
    }
    return { type: 'list', ordered: isOrdered(first), start: first.start ?? 1, items };
  }

  #sublist(first: ItemOpening, parent: ItemOpening): List {
    const items: ListItem[] = [];
    for (let inner = this.#itemAhead(); inner && isSublevel(inner, parent); inner = this.#itemAhead()) {
      if (isOrdered(inner) !== isOrdered(first)) break;
      items.push({ children: this.#item(inner), sublists: [] });
    }
    return { type: 'list', ordered: isOrdered(first), start: first.start ?? 1, items };
  }

  /** The next item, if only blank lines stand before it. Skips them only then. */
  #itemAhead(): ItemOpening | undefined {
    let at = this.#at;
    while (at < this.#lines.length && isBlank(this.#line(at))) at += 1;
    this.#work.steps += at - this.#at + 1;
    const opening = readItemOpening(this.#line(at));
    if (opening) this.#at = at;
    return opening;
  }

  /** An item and the indented lines that go on with it. */
  #item(opening: ItemOpening): Inline[] {
    this.#next();
    let text = opening.text;
    while (/^(?: {2}|\t)[ \t]*\S/.test(this.#line()) && !this.#startsBlock(this.#line())) {
      text += `\n${this.#next().trim()}`;
    }
    return this.#inline(text);
  }

  #startsBlock(line: string): boolean {
    return startsList(line) || this.#isQuote(line) || readFenceOpening(line) !== undefined;
  }

  #paragraph(): Block {
    let text = this.#next();
    while (this.#at < this.#lines.length && !isBlank(this.#line()) && !this.#startsBlock(this.#line())) {
      text += `\n${this.#next()}`;
    }
    return { type: 'paragraph', children: this.#inline(text) };
  }
}

const isOrdered = (opening: ItemOpening): boolean => opening.start !== undefined;

const isSublevel = (opening: ItemOpening, first: ItemOpening): boolean => opening.indent >= first.indent + 2;

export const parseBlocks = (source: string, work: Work): Block[] =>
  new BlockReader(source.split(/\r\n?|\n/), 0, work).read();
