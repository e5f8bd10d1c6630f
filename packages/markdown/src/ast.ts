/**
 * What a message parses to. Trees are shallow by construction (MD-20): at most 3 quotes, 2 list levels, 5 marks, one link
 * and 5 marks inside it, so a renderer may recurse without a guard.
 */
export type Block = Paragraph | Fence | Quote | List;

export type Paragraph = { readonly type: 'paragraph'; readonly children: readonly Inline[] };

export type Fence = {
  readonly type: 'fence';
  /** First word after the opening backticks, as typed; empty when there is none. */
  readonly language: string;
  readonly text: string;
};

export type Quote = { readonly type: 'quote'; readonly children: readonly Block[] };

export type List = {
  readonly type: 'list';
  readonly ordered: boolean;
  /** Number of the first item; 1 when not ordered. */
  readonly start: number;
  readonly items: readonly ListItem[];
};

export type ListItem = {
  readonly children: readonly Inline[];
  /** The second level. Their items have none of their own. */
  readonly sublists: readonly List[];
};

export type Inline = Text | Break | Code | Marked | Link | Token;

export type Text = { readonly type: 'text'; readonly text: string };

/** A line break the author typed. */
export type Break = { readonly type: 'break' };

export type Code = { readonly type: 'code'; readonly text: string };

export type Marked = {
  readonly type: 'strong' | 'emphasis' | 'strike' | 'spoiler';
  readonly children: readonly Inline[];
};

export type Link = {
  readonly type: 'link';
  /** As `URL` wrote it: http, https or mailto, nothing else. */
  readonly href: string;
  /** The host `href` leads to, present when the text shows or suggests another one. Show it next to the text. */
  readonly realHost?: string;
  /** Never contains links, mentions or rooms. */
  readonly children: readonly Inline[];
};

/**
 * Something the renderer looks up. The parser knows no users, rooms or emoji: `name` is the longest run that could be
 * one (see `possibleNames`), `raw` is what the author typed and what to show when nothing is found.
 */
export type Token = {
  readonly type: 'mention' | 'room' | 'emoji';
  readonly name: string;
  readonly raw: string;
};
