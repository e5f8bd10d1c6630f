import type { Person } from '@rookery/client';
import type { Reaction } from '@rookery/protocol';
import { nameAmong } from '../../lib/name-twins.ts';
import type { Text } from '../../locales/text.ts';

const mostNames = 8;

/** Who reacted, in words: "Li Na, you and 3 others". */
export const reactionNames = (
  { users, count }: Reaction,
  isMine: boolean,
  people: ReadonlyMap<string, Person>,
  me: string,
  text: Text,
  locale: string,
): string => {
  const others = users
    .filter((user) => user !== me)
    .flatMap((user) => {
      const person = people.get(user);
      return person ? nameAmong(text, people, person) : [];
    })
    .slice(0, mostNames - (isMine ? 1 : 0));
  const names = [...(isMine ? [text('person.you')] : []), ...others];
  const rest = count - names.length;
  const parts = rest > 0 ? [...names, text('reaction.others', { count: rest })] : names;
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(parts);
};
