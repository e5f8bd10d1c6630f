import { foldText } from '../../../domain/search/fold-text.ts';
import { askedWords, indexedWords } from '../../../domain/search/words-of.ts';
import type { IndexWord } from '../../../domain/search/words-of.ts';
import type { IndexedMessage } from '../../../domain/search/indexed-message.ts';
import { everybody } from '../../../domain/everybody.ts';
import type { Lookup } from '../../../ports/search-index.ts';

/** In front of what is no word of a text: letters of private use, which no folded text has. */
const facts = { conversation: '\u{e001}', author: '\u{e002}', feature: '\u{e003}', mention: '\u{e004}' } as const;

/** The tokenizer takes ASCII letters, digits and `_` for letters, and everything beyond ASCII. Ids also have `-`, and capitals, which it would fold. */
const token = (kind: keyof typeof facts, name: string): string =>
  facts[kind] + name.replaceAll(/[A-Z-]/g, (letter) => String.fromCodePoint(0xe100 + letter.charCodeAt(0)));

export const conversationToken = (no: number): string => token('conversation', no.toString(36));

/** What a message is indexed under, each once: its words, and facts about it. None has a blank in it. */
export function messageWords(message: IndexedMessage): string[] {
  const words = new Set<string>();
  for (const text of message.texts)
    for (const run of foldText(text)) for (const word of indexedWords(run)) words.add(word);
  words.add(token('author', message.author));
  for (const feature of message.features) words.add(token('feature', feature));
  for (const user of message.mentions) words.add(token('mention', user));
  return [...words];
}

/** Likewise, with the conversation, as the tokenizer takes it. */
export const wordsOf = (message: IndexedMessage, conversation: number): string =>
  [...messageWords(message), conversationToken(conversation)].join(' ');

/** Words of one query that the index is asked for. The rest is compared in the message. */
const askedLimit = 24;

/** What an index is asked for: words of the message, and facts about it, all of which it has to have. */
export function askedOf({ query, author, mentioned, features }: Lookup): {
  readonly words: readonly IndexWord[];
  /** Of each one. */
  readonly facts: readonly (readonly string[])[];
} {
  const asked = new Map<string, IndexWord>();
  for (const { runs, isBeginning } of query.wanted)
    for (const [index, run] of runs.entries())
      for (const one of askedWords(run, isBeginning && index === runs.length - 1))
        asked.set(one.isBeginning ? `${one.word} *` : one.word, one);
  return {
    // The longest words are the rarest, and beginnings cost most.
    words: [...asked.values()]
      .toSorted(
        (one, other) => Number(one.isBeginning) - Number(other.isBeginning) || other.word.length - one.word.length,
      )
      .slice(0, askedLimit),
    facts: [
      ...(author === undefined ? [] : [[token('author', author)]]),
      ...(mentioned === undefined ? [] : [[token('mention', mentioned), token('mention', everybody)]]),
      ...features.map((feature) => [token('feature', feature)]),
    ],
  };
}

/** A lookup in FTS5's own language; '' where everything is to be looked at. Nothing that a person typed is in it but letters. */
export function matchExpression(lookup: Lookup, conversations: readonly number[]): string {
  const { words, facts } = askedOf(lookup);
  return [
    ...words.map(({ word, isBeginning }) => (isBeginning ? `"${word}" *` : `"${word}"`)),
    ...facts.map((one) => `(${one.map((fact) => `"${fact}"`).join(' OR ')})`),
    ...(conversations.length === 0
      ? []
      : [`(${conversations.map((no) => `"${conversationToken(no)}"`).join(' OR ')})`]),
  ].join(' AND ');
}
