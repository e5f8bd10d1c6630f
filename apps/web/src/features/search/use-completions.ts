import { useMemo } from 'react';
import { rankName as rank, searchFeatures } from '@rookery/protocol';
import { useText } from '../../locales/text.ts';
import { useFoundPeople } from '../../sdk/use-found-people.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { usePeople } from '../../sdk/use-people.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import { startOfDay, type Search } from './search-address.ts';
import type { TypedFilter } from './typed-filter.ts';
import { featureWords } from './words.ts';

export type Completion = {
  readonly key: string;
  readonly label: string;
  readonly detail: string;
  /** What choosing it adds to the search. */
  readonly gives: Partial<Search>;
};

const most = 6;

const dayOf = (daysAgo: number): string => {
  const day = new Date();
  day.setDate(day.getDate() - daysAgo);
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
};

/** What a filter that is being typed may mean, the best first. Names are found by their pinyin initials too. */
export const useCompletions = (filter: TypedFilter | undefined, has: Search['has']): readonly Completion[] => {
  const text = useText();
  const { entries } = useInbox();
  const known = usePeople();
  const titleOf = useTitleOf();
  const { name, value = '' } = filter ?? {};
  const found = useFoundPeople(value, name === 'from');
  return useMemo(() => {
    const ranked = <Item>(items: readonly Item[], fit: (item: Item) => number): Item[] =>
      items
        .map((item) => ({ item, value: fit(item) }))
        .filter((one) => one.value > 0)
        .sort((one, other) => other.value - one.value)
        .slice(0, most)
        .map(({ item }) => item);
    switch (name) {
      case 'from': {
        const people = [...new Map([...found.people, ...known.values()].map((one) => [one.id, one])).values()];
        return ranked(people, ({ displayName, username }) =>
          Math.max(rank(displayName, value), rank(username, value)),
        ).map(({ id, displayName, username }) => ({
          ...{ key: id, label: displayName, detail: `@${username}`, gives: { from: id } },
        }));
      }
      case 'in':
        return ranked(
          entries.filter(({ invited }) => !invited),
          (entry) => rank(titleOf(entry), value.replace(/^#/, '')),
        ).map((entry) => ({
          ...{ key: entry.conversation, label: titleOf(entry), detail: entry.room?.topic ?? '' },
          gives: { in: entry.conversation },
        }));
      case 'before':
      case 'after': {
        const days = [
          { day: dayOf(0), label: text('search.today') },
          { day: dayOf(7), label: text('search.weekAgo') },
          { day: dayOf(30), label: text('search.monthAgo') },
        ];
        const typed = startOfDay(value) === undefined ? [] : [{ day: value, label: value }];
        const fitting = days.filter(({ day, label }) => day.startsWith(value) || label.startsWith(value));
        return [...typed, ...fitting].map(({ day, label }) => ({
          ...{ key: day, label, detail: label === day ? '' : day, gives: { [name]: day } },
        }));
      }
      case 'has':
        return searchFeatures
          .filter((feature) => !has.includes(feature))
          .map((feature) => ({ feature, label: text(featureWords[feature]) }))
          .filter(({ feature, label }) => feature.startsWith(value.toLowerCase()) || rank(label, value) > 0)
          .map(({ feature, label }) => ({
            ...{ key: feature, label, detail: `has:${feature}`, gives: { has: [...has, feature] } },
          }));
      case undefined:
        return [];
    }
  }, [name, value, found.people, known, entries, titleOf, text, has]);
};
