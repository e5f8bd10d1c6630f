import { foldName, type UserId } from '@rookery/protocol';
import type { Text } from '../locales/text.ts';
import { nameOf } from './name-of.ts';

type Named = { readonly id: string; readonly displayName: string };

/** The display names that several of these people have, folded: beside such a name the username is shown. */
export const nameTwins = (people: Iterable<Named>): ReadonlySet<string> => {
  const holder = new Map<string, string>();
  const twins = new Set<string>();
  for (const { id, displayName } of people) {
    const name = foldName(displayName);
    const known = holder.get(name);
    if (known === undefined) holder.set(name, id);
    else if (known !== id) twins.add(name);
  }
  return twins;
};

/** One set for each state of the people, however many names are on the page. */
const twinsOf = new WeakMap<ReadonlyMap<string, Named>, ReadonlySet<string>>();

/** Whether several of these people have this display name. Told for everybody known, so that a name reads alike wherever it stands. */
export const isTwinAmong = (people: ReadonlyMap<string, Named>, displayName: string): boolean => {
  const twins = twinsOf.get(people) ?? nameTwins(people.values());
  twinsOf.set(people, twins);
  return twins.has(foldName(displayName));
};

/** What to call somebody in a sentence. */
export const nameAmong = (
  text: Text,
  people: ReadonlyMap<string, Named>,
  person: { readonly id: UserId; readonly displayName: string; readonly username: string },
): string =>
  person.username !== person.id && isTwinAmong(people, person.displayName)
    ? `${person.displayName} (@${person.username})`
    : nameOf(text, person);
