/** What a letter is to search: part of a word, or a sign that is found wherever it stands. */
type Kind = 'word' | 'sign';

/** `kind`: null for what stands between runs. */
type Part = { readonly kind: Kind | null; readonly text: string };

/** A stretch of a text without anything between its letters. */
export type Run = {
  readonly kind: Kind;
  /** Folded: without regard to case, width and accents. */
  readonly text: string;
  /** Of each UTF-16 unit of `text`: where its letter begins and ends in the text that was folded. */
  readonly from: readonly number[];
  readonly to: readonly number[];
};

/** Letters that are written without spaces between words (Han, kana, Hangul, and Thai and its neighbours), and pictures. */
const signs =
  /[[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Bopo}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}\p{scx=Yiii}]&&[\p{L}\p{M}\p{N}]]|\p{Extended_Pictographic}|\p{RI}|\p{Emoji_Modifier}/v;
const letters = /[\p{L}\p{M}\p{N}_]/u;
/** They belong to the letter before them; the last two are the voiced marks of narrow katakana. */
const mark = /[\p{M}\uff9e\uff9f]/u;
/** They show nothing, and part no word: joiners, variation selectors, marks of direction. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/u;
/** Of Latin, Greek, Cyrillic, Hebrew and Arabic letters. Elsewhere (kana, Indic scripts, Thai) a mark makes another letter. */
const accents = /[[\p{M}&&[\p{sc=Zinh}\p{sc=Grek}\p{sc=Cyrl}\p{sc=Hebr}\p{sc=Arab}]]--[\u{3099}\u{309a}]]/gv;

const bare = (text: string): string => text.normalize('NFKD').replaceAll(accents, '');

/** A letter with its marks, as it is compared. Upper case first: ß is ss then, and both sigmas are one. */
const foldLetter = (letter: string): string => bare(bare(letter).toUpperCase().toLowerCase()).normalize('NFC');

const kindOf = (letter: string): Kind | null => (signs.test(letter) ? 'sign' : letters.test(letter) ? 'word' : null);

/** Common letters need no tables. */
function quickly(code: number): Part | null {
  if (code < 0x80) {
    const isLetter = (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 95;
    if (isLetter) return { kind: 'word', text: String.fromCharCode(code) };
    return code >= 65 && code <= 90
      ? { kind: 'word', text: String.fromCharCode(code + 32) }
      : { kind: null, text: ' ' };
  }
  return code >= 0x4e00 && code <= 0x9fff ? { kind: 'sign', text: String.fromCharCode(code) } : null;
}

class Runs {
  readonly all: Run[] = [];
  #open: { kind: Kind; text: string; from: number[]; to: number[] } | null = null;

  /** Without a kind it is what stands between runs. */
  add(kind: Kind | null, text: string, from: number, to: number): void {
    if (kind === null) {
      this.#open = null;
      return;
    }
    if (this.#open?.kind !== kind) {
      this.#open = { kind, text: '', from: [], to: [] };
      this.all.push(this.#open);
    }
    this.#open.text += text;
    for (let unit = 0; unit < text.length; unit += 1) {
      this.#open.from.push(from);
      this.#open.to.push(to);
    }
  }
}

/** What was folded last: people write the same letters again and again, and the tables are slow. Beyond so many it begins anew. */
const foldedLimit = 5_000;
const folded = new Map<string, readonly Part[]>();

function partsOf(letter: string): readonly Part[] {
  const known = folded.get(letter);
  if (known) return known;
  const parts = [...foldLetter(letter)].map((text) => ({ kind: kindOf(text), text }));
  if (folded.size >= foldedLimit) folded.clear();
  folded.set(letter, parts);
  return parts;
}

/** A text as runs of what can be searched, in their order. Linear in the text's length. [FIND-3] */
export function foldText(text: string): readonly Run[] {
  const runs = new Runs();
  for (let at = 0; at < text.length;) {
    const code = text.codePointAt(at) ?? 0;
    let end = at + (code > 0xffff ? 2 : 1);
    const isShown = code < 0x80 || !invisible.test(text.slice(at, end));
    // Its marks. (Below this letter there are none.)
    while (isShown && text.charCodeAt(end) >= 0x300) {
      const next = String.fromCodePoint(text.codePointAt(end) ?? 0);
      if (!mark.test(next)) break;
      end += next.length;
    }
    const quick = end - at === 1 ? quickly(code) : null;
    if (quick) runs.add(quick.kind, quick.text, at, end);
    else if (isShown) for (const { kind, text: part } of partsOf(text.slice(at, end))) runs.add(kind, part, at, end);
    at = end;
  }
  return runs.all;
}
