import type { Entry, User } from '@rookery/protocol';

/** A group's people but the reader, who is in it alone where they are none. */
export const othersIn = ({ users = [] }: Pick<Entry, 'users'>, me: string): User[] =>
  users.filter(({ id }) => id !== me);

/** What a conversation is called: a group without a name after its other people. `and` stands between their names. */
export const entryTitle = (entry: Entry, me: string, and: string): string =>
  entry.room?.name ??
  entry.user?.displayName ??
  entry.name ??
  othersIn(entry, me)
    .map(({ displayName }) => displayName)
    .join(and);
