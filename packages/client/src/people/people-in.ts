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
  entries.flatMap(({ user, users, last, root, invitedBy }) => [
    ...(user ? [user] : []),
    ...(root ? [root.user] : []),
    ...(users ?? []),
    ...(invitedBy ? [invitedBy] : []),
    ...(last ? [authorOf(last)] : []),
  ]);
const inStep = ({ added, entry }: InboxChange): Person[] => inEntries([added ?? [], entry ?? []].flat());
const inMessages = (messages: readonly Message[]): Person[] => messages.map(authorOf);

/** Requests whose answers tell about nobody. A new one is either here or below: the types see to it, and a page carries no list of nothing. */
type AnswersNobody =
  | 'user:leave'
  | 'user:block'
  | 'settings:get'
  | 'settings:set'
  | 'poll:create'
  | 'poll:vote'
  | 'poll:close'
  | 'saved:set'
  | 'draft:set'
  | 'drafts:list'
  | 'later:add'
  | 'later:list'
  | 'later:cancel'
  | 'report:create'
  | 'report:close'
  | 'room:create'
  | 'room:leave'
  | 'room:edit'
  | 'room:invite'
  | 'room:remove'
  | 'room:role'
  | 'room:mute'
  | 'room:ban'
  | 'room:unban'
  | 'room:delete'
  | 'rooms:list'
  | 'direct:open'
  | 'message:room'
  | 'message:private'
  | 'message:edit'
  | 'message:delete'
  | 'message:react'
  | 'message:links'
  | 'message:edits'
  | 'message:trace'
  | 'pin:set'
  | 'files:describe'
  | 'read:mark'
  | 'receipts:list'
  | 'notify:set'
  | 'push:add'
  | 'push:remove'
  | 'typing:set'
  | 'thread:close'
  | 'thread:follow'
  | 'presence:watch'
  | 'admin:settings'
  | 'admin:storage'
  | 'hold:set'
  | 'admin:ops'
  | 'invite:revoke'
  | 'invite:accept';

/** Whom the answer to each of the others tells about. */
const inAnswers: {
  readonly [Name in Exclude<ClientEventName, AnswersNobody>]: (answer: AnswerOf<Name>) => readonly Person[];
} = {
  'user:join': ({ user }) => [user],
  'profile:set': ({ user }) => [user],
  'people:look': ({ users }) => users,
  'saved:list': ({ saved }) => inMessages(saved.map(({ message }) => message)),
  'reports:list': ({ reports }) => reports.flatMap(({ by, message }) => [by, message.user]),
  'room:join': ({ messages }) => inMessages(messages),
  'room:bans': ({ bans }) => bans.flatMap(({ user, by }) => [user, by]),
  'room:members': ({ members }) => members.map(({ user }) => user),
  'inbox:list': ({ entries }) => inEntries(entries),
  'pins:list': ({ messages }) => inMessages(messages),
  'history:fetch': ({ messages }) => inMessages(messages),
  'files:list': ({ files }) => files.map(({ user }) => user),
  'search:messages': ({ hits }) => inMessages(hits.map(({ message }) => message)),
  'thread:open': ({ root, messages }) => inMessages([root, ...messages]),
  sync: ({ inbox, conversations }) => [
    ...(inbox && 'changes' in inbox ? inbox.changes.flatMap(inStep) : []),
    ...conversations.flatMap(({ messages }) => inMessages(messages)),
  ],
  'admin:people': ({ users }) => users,
  'admin:person': ({ user }) => [user],
  'audit:list': ({ records }) => records.flatMap(({ by, target }) => [by ?? [], target.user ?? []].flat()),
  'invite:create': ({ invite }) => [invite.by],
  'invite:list': ({ invites }) => invites.map(({ by }) => by),
  'hold:list': ({ holds, people = [] }) => [
    ...holds.map(({ by }) => by),
    ...people.flatMap(({ user, by }) => [user, by]),
  ],
};

/** Events that tell about nobody, likewise. */
type TellsNobody =
  | 'server:drain'
  | 'error:report'
  | 'settings:update'
  | 'draft:update'
  | 'later:update'
  | 'reports:update'
  | 'receipts:update'
  | 'message:update'
  | 'room:rights'
  | 'thread:update'
  | 'conversation:reset'
  | 'conversation:trimmed'
  | 'feed:lagging'
  | 'presence:update'
  | 'users:update'
  | 'rooms:update';

/** Whom each of the others tells about. */
const inEvents: {
  readonly [Name in Exclude<ServerEventName, TellsNobody>]: (payload: PayloadOf<Name>) => readonly Person[];
} = {
  'server:hello': ({ user }) => (user ? [user] : []),
  'people:update': ({ users }) => users,
  'saved:update': ({ saved }) => (saved ? inMessages([saved.message]) : []),
  'message:receive': (message) => [authorOf(message)],
  'inbox:update': inStep,
  'room:update': ({ joined }) => joined ?? [],
  'typing:update': ({ users }) => users,
};

/** Everybody whom an answer tells about. */
export const peopleInAnswer = <Name extends ClientEventName>(name: Name, answer: AnswerOf<Name>): readonly Person[] =>
  (inAnswers as { readonly [Any in ClientEventName]?: (answer: AnswerOf<Any>) => readonly Person[] })[name]?.(answer) ??
  [];

/** Everybody whom an event tells about. */
export const peopleInEvent = <Name extends ServerEventName>(name: Name, payload: PayloadOf<Name>): readonly Person[] =>
  (inEvents as { readonly [Any in ServerEventName]?: (payload: PayloadOf<Any>) => readonly Person[] })[name]?.(
    payload,
  ) ?? [];
