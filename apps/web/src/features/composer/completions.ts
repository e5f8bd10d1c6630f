import type { Person } from '@rookery/client';
import { rank } from '../../lib/rank.ts';
import type { Emoji } from '../../emoji/table.ts';
import type { Trigger } from './find-trigger.ts';

export type Completion = {
  readonly key: string;
  /** What the list shows. */
  readonly label: string;
  readonly detail: string;
  readonly person?: Person;
  readonly sign?: string;
  /** What replaces the sign and the query. */
  readonly insert: string;
};

export type CompletionSources = {
  /** Those in the conversation first. */
  readonly people: readonly Person[];
  readonly rooms: readonly { readonly id: string; readonly name: string }[];
  readonly emojis: ((query: string, most: number) => readonly Emoji[]) | undefined;
};

const most = 8;

const best = <Item>(items: readonly Item[], score: (item: Item) => number): Item[] =>
  items
    .map((item, index) => ({ item, index, value: score(item) }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value || a.index - b.index)
    .slice(0, most)
    .map(({ item }) => item);

export const complete = ({ kind, query }: Trigger, { people, rooms, emojis }: CompletionSources): Completion[] => {
  switch (kind) {
    case 'mention':
      return best(people, ({ username, displayName }) => Math.max(rank(displayName, query), rank(username, query))).map(
        (person) => ({
          key: person.id,
          label: person.displayName,
          detail: `@${person.username}`,
          person,
          insert: `@${person.username} `,
        }),
      );
    case 'room':
      return best(rooms, ({ name }) => rank(name, query)).map(({ id, name }) => ({
        key: id,
        label: name,
        detail: '',
        insert: `#${name} `,
      }));
    case 'emoji':
      return (emojis?.(query, most) ?? []).map(({ sign, code }) => ({
        key: code,
        label: `:${code}:`,
        detail: '',
        sign,
        insert: `${sign} `,
      }));
  }
};
