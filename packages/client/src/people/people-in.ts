import type { AnswerOf, ClientEventName, Entry, Message, PayloadOf, ServerEventName } from '@rookery/protocol';
import { authorOf } from './people.ts';
import type { Person } from './people.ts';

const inEntries = (entries: readonly Entry[]): Person[] =>
  entries.flatMap(({ user, last }) => [...(user ? [user] : []), ...(last ? [authorOf(last)] : [])]);
const inMessages = (messages: readonly Message[]): Person[] => messages.map(authorOf);

/** Everybody whom an answer tells about. */
export function peopleInAnswer<Name extends ClientEventName>(name: Name, given: AnswerOf<Name>): readonly Person[] {
  const as = <Other extends ClientEventName>(): AnswerOf<Other> => given as unknown as AnswerOf<Other>;
  switch (name as ClientEventName) {
    case 'user:join':
      return [as<'user:join'>().user];
    case 'profile:set':
      return [as<'profile:set'>().user];
    case 'people:look':
      return as<'people:look'>().users;
    case 'room:members':
      return as<'room:members'>().members.map(({ user }) => user);
    case 'room:join':
      return inMessages(as<'room:join'>().messages);
    case 'history:fetch':
      return inMessages(as<'history:fetch'>().messages);
    case 'inbox:list':
      return inEntries(as<'inbox:list'>().entries);
    case 'sync': {
      const { inbox, conversations } = as<'sync'>();
      const added = inbox && 'changes' in inbox ? inbox.changes.flatMap((change) => change.added ?? []) : [];
      return [...inEntries(added), ...conversations.flatMap(({ messages }) => inMessages(messages))];
    }
    default:
      return [];
  }
}

/** Everybody whom an event tells about. */
export function peopleInEvent<Name extends ServerEventName>(name: Name, given: PayloadOf<Name>): readonly Person[] {
  const as = <Other extends ServerEventName>(): PayloadOf<Other> => given as unknown as PayloadOf<Other>;
  switch (name as ServerEventName) {
    case 'server:hello': {
      const { user } = as<'server:hello'>();
      return user ? [user] : [];
    }
    case 'people:update':
      return as<'people:update'>().users;
    case 'message:receive':
      return [authorOf(as<'message:receive'>())];
    case 'inbox:update':
      return inEntries([as<'inbox:update'>().added ?? []].flat());
    case 'room:update':
      return as<'room:update'>().joined ?? [];
    case 'typing:update':
      return as<'typing:update'>().users;
    default:
      return [];
  }
}
