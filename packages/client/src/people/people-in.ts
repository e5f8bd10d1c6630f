import type {
  AnswerOf,
  ClientEventName,
  Entry,
  InboxChange,
  Message,
  PayloadOf,
  ServerEventName,
} from '@rookery/protocol';
import { authorOf } from './people.ts';
import type { Person } from './people.ts';

const inEntries = (entries: readonly Entry[]): Person[] =>
  entries.flatMap(({ user, users, last }) => [
    ...(user ? [user] : []),
    ...(users ?? []),
    ...(last ? [authorOf(last)] : []),
  ]);
const inStep = ({ added, entry }: InboxChange): Person[] => inEntries([added ?? [], entry ?? []].flat());
const inMessages = (messages: readonly Message[]): Person[] => messages.map(authorOf);

/** Whom the answer to each request tells about; null: nobody. Every one is listed, so that a new one is thought of. */
const inAnswers: { readonly [Name in ClientEventName]: ((answer: AnswerOf<Name>) => readonly Person[]) | null } = {
  'user:join': ({ user }) => [user],
  'user:leave': null,
  'profile:set': ({ user }) => [user],
  'people:look': ({ users }) => users,
  'user:block': null,
  'settings:get': null,
  'settings:set': null,
  'poll:create': null,
  'poll:vote': null,
  'poll:close': null,
  'saved:set': null,
  'saved:list': ({ saved }) => inMessages(saved.map(({ message }) => message)),
  'draft:set': null,
  'drafts:list': null,
  'later:add': null,
  'later:list': null,
  'later:cancel': null,
  'report:create': null,
  'reports:list': ({ reports }) => reports.flatMap(({ by, message }) => [by, message.user]),
  'report:close': null,
  'room:create': null,
  'room:join': ({ messages }) => inMessages(messages),
  'room:leave': null,
  'room:edit': null,
  'room:invite': null,
  'room:remove': null,
  'room:role': null,
  'room:mute': null,
  'room:ban': null,
  'room:unban': null,
  'room:bans': ({ bans }) => bans.flatMap(({ user, by }) => [user, by]),
  'room:delete': null,
  'rooms:list': null,
  'room:members': ({ members }) => members.map(({ user }) => user),
  'direct:open': null,
  'inbox:list': ({ entries }) => inEntries(entries),
  'message:room': null,
  'message:private': null,
  'message:edit': null,
  'message:delete': null,
  'message:react': null,
  'message:links': null,
  'message:edits': null,
  'pin:set': null,
  'pins:list': ({ messages }) => inMessages(messages),
  'history:fetch': ({ messages }) => inMessages(messages),
  'files:describe': null,
  'files:list': ({ files }) => files.map(({ user }) => user),
  'search:messages': ({ hits }) => inMessages(hits.map(({ message }) => message)),
  sync: ({ inbox, conversations }) => [
    ...(inbox && 'changes' in inbox ? inbox.changes.flatMap(inStep) : []),
    ...conversations.flatMap(({ messages }) => inMessages(messages)),
  ],
  'read:mark': null,
  'receipts:list': null,
  'notify:set': null,
  'typing:set': null,
  'presence:watch': null,
  'admin:people': ({ users }) => users,
  'admin:person': ({ user }) => [user],
  'audit:list': ({ records }) => records.flatMap(({ by, target }) => [by ?? [], target.user ?? []].flat()),
  'admin:settings': null,
  'admin:storage': null,
  'invite:create': ({ invite }) => [invite.by],
  'invite:list': ({ invites }) => invites.map(({ by }) => by),
  'invite:revoke': null,
  'invite:accept': null,
};

/** Whom each event tells about; null: nobody. */
const inEvents: { readonly [Name in ServerEventName]: ((payload: PayloadOf<Name>) => readonly Person[]) | null } = {
  'server:hello': ({ user }) => (user ? [user] : []),
  'server:drain': null,
  'error:report': null,
  'people:update': ({ users }) => users,
  'settings:update': null,
  'saved:update': ({ saved }) => (saved ? inMessages([saved.message]) : []),
  'draft:update': null,
  'later:update': null,
  'reports:update': null,
  'receipts:update': null,
  'message:receive': (message) => [authorOf(message)],
  'message:update': null,
  'inbox:update': inStep,
  'room:update': ({ joined }) => joined ?? [],
  'room:rights': null,
  'conversation:reset': null,
  'feed:lagging': null,
  'typing:update': ({ users }) => users,
  'presence:update': null,
  'users:update': null,
  'rooms:update': null,
};

/** Everybody whom an answer tells about. */
export const peopleInAnswer = <Name extends ClientEventName>(name: Name, answer: AnswerOf<Name>): readonly Person[] =>
  inAnswers[name]?.(answer) ?? [];

/** Everybody whom an event tells about. */
export const peopleInEvent = <Name extends ServerEventName>(name: Name, payload: PayloadOf<Name>): readonly Person[] =>
  inEvents[name]?.(payload) ?? [];
