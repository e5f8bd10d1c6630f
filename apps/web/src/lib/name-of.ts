import type { User } from '@rookery/protocol';
import type { Text } from '../locales/text.ts';

type Named = Pick<User, 'id' | 'username' | 'displayName'>;

/** What somebody is called. Whoever has deleted her account has her id for a username, and is called so in the reader's language. */
export const nameOf = (text: Text, { id, username, displayName }: Named): string =>
  username === id ? text('person.deleted') : displayName;
