import type { append } from '@rookery/server/contract-fixtures';
import type { openEmbeddedStore } from '@rookery/server/embedded-store';
import { changeNeeds } from '@rookery/server/rights';
import type { SeededRandom } from '@rookery/testkit';

type Store = Awaited<ReturnType<typeof openEmbeddedStore>>;
type Author = Parameters<typeof append>[2];

const hanWords = 20_000;
const latinWords = 20_000;

export type Query = { readonly text: string; readonly terms: readonly string[]; readonly without: readonly string[] };

/** What people write: words by Zipf's law, two messages of three in Chinese. It remembers all of it, as the log has it, and can look through it. */
export class Corpus {
  readonly #random: SeededRandom;
  readonly #han: string[] = [];
  readonly #latin: string[] = [];
  readonly #contents = new Map<string, string | null>();
  /** Of all that was placed: what is picked from. */
  readonly #places: string[] = [];
  #changes = 0;

  constructor(random: SeededRandom) {
    this.#random = random;
    const letter = () => String.fromCodePoint(0x4e00 + Math.floor(random.next() ** 2 * 6_000));
    for (let index = 0; index < hanWords; index += 1)
      this.#han.push(Array.from({ length: random.pick([1, 2, 2, 2, 2, 3, 4]) }, letter).join(''));
    const syllable = () => random.pick([...'bcdfghklmnprstvw']) + random.pick([...'aeiou']);
    for (let index = 0; index < latinWords; index += 1)
      this.#latin.push(
        Array.from({ length: random.between(1, 4) }, syllable).join('') + random.pick(['', 's', 'n', 'ing']),
      );
  }

  /** The k-th word is used about 1/k as often as the first. */
  #word(words: readonly string[]): string {
    return words[Math.min(words.length, Math.floor(words.length ** this.#random.next())) - 1] ?? '';
  }

  #text(): string {
    const random = this.#random;
    const isHan = random.chance(0.65);
    const words = Array.from({ length: random.between(2, isHan ? 16 : 20) }, () =>
      this.#word(isHan ? this.#han : this.#latin),
    );
    return isHan
      ? words.map((word) => word + (random.chance(0.2) ? random.pick(['，', '。', ' ']) : '')).join('')
      : words.join(' ');
  }

  write(key: string): string {
    const content = this.#text();
    this.#contents.set(key, content);
    return content;
  }

  /** Where the log has put it. To be told in the order of time. */
  placed(key: string, place: string): void {
    const content = this.#contents.get(key);
    this.#contents.delete(key);
    if (content == null) return;
    this.#contents.set(`at ${place}`, content);
    this.#places.push(`at ${place}`);
  }

  pairs(count: number): string[] {
    const texts = [...this.#some(count * 4)].flatMap((text) => /[\u4e00-\u9fff]{2}/.exec(text)?.[0] ?? []);
    return texts.slice(0, count);
  }
  common = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => (index % 2 ? this.#han : this.#latin)[index % 20] ?? '').filter(
      (word) => word.length > 1,
    );
  rare = (count: number): string[] =>
    Array.from(
      { length: count },
      (_, index) => (index % 2 ? this.#han : this.#latin)[hanWords - 1 - index] ?? '',
    ).filter((word) => word.length > 1);

  *#some(count: number): Generator<string> {
    for (let index = 0; index < count; index += 1) {
      const content = this.#contents.get(this.#random.pick(this.#places));
      if (content != null) yield content;
    }
  }

  query(): Query {
    const random = this.#random;
    const [text = ''] = this.#some(20);
    const runs = text.match(/[\u4e00-\u9fff]+|[a-z]+/g) ?? ['x'];
    const terms = Array.from({ length: random.between(1, 2) }, () => {
      const run = random.pick(runs);
      if (/[a-z]/.test(run)) return run.slice(0, random.between(Math.min(3, run.length), run.length));
      const from = random.between(0, Math.max(0, run.length - 2));
      return run.slice(from, from + random.between(2, 4));
    });
    const without = random.chance(0.2) ? [this.#word(random.chance(0.5) ? this.#han : this.#latin)] : [];
    return { text: [...terms, ...without.map((word) => `-${word}`)].join(' '), terms, without };
  }

  /** The newest places where it is found, by looking through everything, at most `limit`. */
  scan({ terms, without }: Query, limit: number): readonly string[] {
    const found: string[] = [];
    for (let index = this.#places.length - 1; index >= 0 && found.length < limit; index -= 1) {
      const key = this.#places[index] ?? '';
      const content = this.#contents.get(key) ?? null;
      if (
        content !== null &&
        terms.every((term) => isIn(term, content)) &&
        !without.some((term) => isIn(term, content))
      )
        found.push(key.slice('at '.length));
    }
    return found;
  }

  /** Somebody edits or deletes something. */
  async change(store: Store, author: Author): Promise<void> {
    const key = this.#random.pick(this.#places);
    if (this.#contents.get(key) == null) return;
    const [, conversation, seq] = key.split(' ');
    this.#changes += 1;
    const base = {
      ...{ conversation: conversation as Parameters<typeof append>[1], by: author.id, seq: Number(seq) },
      ...{ at: Date.now(), id: `bench${this.#changes}` },
    };
    const content = this.#random.chance(0.5) ? this.#text() : null;
    this.#contents.set(key, content);
    if (content === null) await store.log.change({ ...base, kind: 'delete', ...changeNeeds.delete });
    else await store.log.change({ ...base, kind: 'edit', content, mentions: [], ...changeNeeds.edit });
  }
}

const isIn = (term: string, content: string): boolean => {
  if (!/^[a-z]/.test(term)) return content.includes(term);
  for (let at = content.indexOf(term); at >= 0; at = content.indexOf(term, at + 1))
    if (at === 0 || !/[a-z]/.test(content[at - 1] ?? '')) return true;
  return false;
};
