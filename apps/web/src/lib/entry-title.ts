import type { Entry, User } from '@rookery/protocol';
import type { Text } from '../locales/text.ts';
import { nameOf } from './name-of.ts';
import { plainLine } from './plain-line.ts';

/** A group's people but the reader, who is in it alone where they are none. */
export const othersIn = ({ users = [] }: Pick<Entry, 'users'>, me: string): User[] =>
  users.filter(({ id }) => id !== me);

/** The names of a group's other people, in one line. */
export const namesIn = (text: Text, entry: Pick<Entry, 'users'>, me: string): string =>
  othersIn(entry, me)
    .map((user) => nameOf(text, user))
    .join(text('separator.names'));

/** What a conversation is called: a group without a name after its other people, a thread after what its root says. */
export const entryTitle = (text: Text, entry: Entry, me: string): string =>
  entry.root
    ? rootTitle(text, entry.root)
    : (entry.room?.name ?? (entry.user ? nameOf(text, entry.user) : (entry.name ?? namesIn(text, entry, me))));

const rootTitle = (text: Text, { content, user }: NonNullable<Entry['root']>): string =>
  text('thread.of', {
    name: nameOf(text, user),
    content: content === undefined ? text('message.deleted') : plainLine(content),
  });
