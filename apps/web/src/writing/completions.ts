import type { Person } from '@rookery/client';
import { parse, quoteName } from '@rookery/markdown';
import { foldName, rankName as rank } from '@rookery/protocol';
import { paths } from '../lib/paths.ts';

import { toned } from '../emoji/usage.ts';
import type { Emoji } from '../emoji/table.ts';
import type { Trigger } from './find-trigger.ts';

export type Completion = {
  readonly key: string;
  /** What the list shows. */
  readonly label: string;
  readonly detail: string;
  readonly person?: Person;
  readonly sign?: string;
  /** How many are called by it. */
  readonly reach?: number;
  /** What replaces the sign and the query. */
  readonly insert: string;
};

export type CompletionSources = {
  /** Those in the conversation first. */
  readonly people: readonly Person[];
  /** How many others `@all` calls; 0 where she may not call them. */
  readonly reach?: number;
  readonly rooms: readonly { readonly id: string; readonly name: string }[];
  readonly emojis: ((query: string, most: number) => readonly Emoji[]) | undefined;
};

const most = 8;
const han = /\p{Script=Han}/u;

const best = <Item>(items: readonly Item[], score: (item: Item) => number): Item[] =>
  items
    .map((item, index) => ({ item, index, value: score(item) }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value || a.index - b.index)
    .slice(0, most)
    .map(({ item }) => item);

const typeOf = { '@': 'mention', '#': 'room' } as const;

/** A name behind its sign, in the quoted form (MD-24) where the plain one would not be read back as this name. */
const sigiled = (sigil: '@' | '#', name: string): string => {
  const plain = `${sigil}${name}`;
  const [block] = parse(plain);
  const [token, ...rest] = block?.type === 'paragraph' ? block.children : [];
  const isRead = token?.type === typeOf[sigil] && token.name === name && rest.length === 0;
  return isRead ? plain : sigil + quoteName(name);
};

/** A link says which one is meant where a name does not. A space keeps a backslash at the end from its bracket. */
const linkTo = (origin: string, id: string, name: string): string =>
  `[#${name.replace(/[`*_~|[\]@＠#:]/g, '\\$&').replace(/\\$/, '\\ ')}](${origin}${paths.room(id)})`;

export const complete = (
  { kind, query }: Trigger,
  { people, reach = 0, rooms, emojis }: CompletionSources,
  origin = '',
): Completion[] => {
  switch (kind) {
    case 'mention':
      return [
        ...best(people, ({ username, displayName }) => Math.max(rank(displayName, query), rank(username, query))).map(
          (person) => ({
            key: person.id,
            label: person.displayName,
            detail: `@${person.username}`,
            person,
            insert: `${sigiled('@', person.username)} `,
          }),
        ),
        // Where somebody is called so, the name is hers.
        ...(reach > 0 && rank('all', query) > 0 && !people.some(({ username }) => foldName(username) === 'all')
          ? [{ key: '@all', label: '@all', detail: '', reach, insert: '@all ' }]
          : []),
      ];
    case 'room': {
      const isTwin = (name: string) => rooms.filter((room) => foldName(room.name) === foldName(name)).length > 1;
      return best(rooms, ({ name }) => rank(name, query)).map(({ id, name }) => ({
        key: id,
        label: name,
        detail: '',
        insert: `${isTwin(name) ? linkTo(origin, id, name) : sigiled('#', name)} `,
      }));
    }
    case 'emoji':
      return (emojis?.(query, most) ?? []).map(({ sign, code, words }) => ({
        key: code,
        label: `:${code}:`,
        // What it was found by, where that is not its code.
        detail: words.find((word) => han.test(query) && word.includes(query)) ?? '',
        sign: toned(sign),
        insert: `${toned(sign)} `,
      }));
  }
};
