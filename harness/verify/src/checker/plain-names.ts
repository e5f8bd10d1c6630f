import type { ConversationId } from '@rookery/protocol';
import type { History } from '../history.ts';

const conversationIds = /\b[rdgt]_[\w-]+/g;
/** What fills a message up to its length. */
const filling = / ?·+/g;

/** Stories name people as the plan does, and conversations by who or what they are; the id stands behind the first mention. */
export function plainNames(history: History): (story: string) => string {
  const usernames = new Map(history.people.map(({ username, name }) => [username, name]));
  const people = new Map<string, string>(history.people.map(({ user, name }) => [user, name]));
  const names = new Map<string, string>(history.rooms);
  for (const { user, server } of history.final.inboxes)
    for (const entry of server)
      if (entry.kind === 'direct' && !names.has(entry.conversation))
        names.set(entry.conversation, directName(people.get(user), people.get(entry.user?.id ?? '')));
  for (const [thread, { parent, seq }] of history.threads)
    names.set(thread, `the thread under number ${seq} of ${names.get(parent) ?? parent}`);
  return (story) => {
    const told = new Set<ConversationId | string>();
    let plain = story.replace(conversationIds, (id) => {
      const name = names.get(id);
      if (name === undefined) return id;
      const isFirst = !told.has(id);
      told.add(id);
      return isFirst ? `${name} (${id})` : name;
    });
    for (const [username, name] of usernames) plain = plain.replaceAll(username, name);
    return plain.replace(filling, ' …');
  };
}

const directName = (one = '?', other = '?'): string =>
  one === other ? `the notes of ${one} to herself` : `the conversation of ${[one, other].toSorted().join(' and ')}`;
