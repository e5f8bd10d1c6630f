import { foldName } from '@rookery/protocol';

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
