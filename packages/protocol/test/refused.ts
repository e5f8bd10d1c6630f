import type { ClientEventName, ErrorBody } from '../src/index.ts';
import { ChatError, parseRequest } from '../src/index.ts';

/** The answer that a payload gets: an error's body, or null where it was taken. Anything but a `ChatError` is rethrown. */
export const refused = (name: ClientEventName, payload: unknown): ErrorBody | null => {
  try {
    parseRequest(name, payload);
    return null;
  } catch (error) {
    if (error instanceof ChatError) return error.toBody();
    throw error;
  }
};

/** One payload of every event that is as it should be. */
export const goodPayloads: { readonly [name in ClientEventName]: Readonly<Record<string, unknown>> } = {
  'user:join': { username: 'alice', displayName: 'Alice' },
  'user:leave': {},
  'room:create': { name: 'general', topic: 'All of it', visibility: 'private' },
  'room:join': { room: 'general' },
  'room:leave': { room: 'general' },
  'room:edit': { room: 'r_1', name: 'random', topic: '' },
  'room:invite': { room: 'r_1', user: 'bob' },
  'room:remove': { room: 'r_1', user: 'u_2' },
  'room:role': { room: 'r_1', user: 'u_2', role: 'moderator' },
  'room:mute': { room: 'r_1', user: 'u_2', until: 1_795_430_000_000, reason: 'noise' },
  'room:ban': { room: 'r_1', user: 'u_2', until: 1_795_430_000_000, reason: 'noise' },
  'room:unban': { room: 'r_1', user: 'u_2' },
  'room:bans': { room: 'r_1', cursor: 'c', limit: 20 },
  'room:delete': { room: 'r_1' },
  'rooms:list': { query: 'gen', cursor: 'c', limit: 20 },
  'room:members': { room: 'general', cursor: 'c', limit: 20 },
  'direct:open': { users: ['bob', 'u_3'] },
  'inbox:list': { cursor: 'c', limit: 20 },
  'message:room': { room: 'general', content: 'hello', files: ['f_1', 'f_2'], clientId: '01JD-a_b', replyTo: 1 },
  'message:private': { to: 'bob', content: 'hello', clientId: '01JD-a_b', replyTo: 1 },
  'message:edit': { conversation: 'r_1', seq: 1, content: 'hullo' },
  'message:delete': { conversation: 'd_1', seq: 1 },
  'message:react': { conversation: 'r_1', seq: 1, emoji: '👍', on: true },
  'history:fetch': { conversation: 'r_1', before: 10, limit: 50 },
  'files:describe': { id: 'f_1', alt: 'A heron at the lake' },
  'files:list': { conversation: 'r_1', type: 'image', cursor: 'c', limit: 20 },
  sync: {
    inbox: 3,
    conversations: [
      { conversation: 'r_1', epoch: 'e', seq: 4, id: 'm_4', rev: 2, change: 'x' },
      { conversation: 'd_1', epoch: 'e', seq: 0, id: null, rev: 0, change: null },
    ],
  },
  'read:mark': { conversation: 'r_1', seq: 4, back: true, rev: 2 },
  'typing:set': { conversation: 'r_1', on: true },
  'profile:set': { displayName: 'Alice', status: { emoji: '🌴', text: 'away', until: 1_795_430_000_000 } },
  'people:look': { query: 'al', cursor: 'c', limit: 20 },
  'user:block': { user: 'bob', on: true },
  'report:create': { conversation: 'r_1', seq: 7, reason: 'rude' },
  'reports:list': { conversation: 'r_1', cursor: 'c', limit: 20 },
  'report:close': { id: '1', action: 'deleted' },
  'settings:get': {},
  'settings:set': {
    directFrom: 'rooms',
    receipts: false,
    quietHours: { from: '22:00', to: '07:30', zone: 'Asia/Shanghai' },
    language: 'zh-CN',
  },
  'presence:watch': { users: ['u_1', 'u_2'] },
  'audit:list': { room: 'r_1', user: 'bob', cursor: 'c', limit: 20 },
  'admin:people': { query: 'al', cursor: 'c', limit: 20 },
  'admin:person': { user: 'bob', role: 'admin', deactivated: false, endSessions: true, passwordLink: true },
  'admin:settings': {
    ...{ name: 'Our chat', registration: 'invite', guests: false, roomCreation: 'member' },
    ...{ fileBytes: 1_000, guestFileBytes: 0, dayFileBytes: 5_000, guestDayFileBytes: 1 },
  },
  'admin:storage': {},
  'invite:create': { room: 'r_1', uses: 10, expiresInMs: 3_600_000, role: 'member' },
  'invite:list': { room: 'r_1', cursor: 'c', limit: 20 },
  'invite:revoke': { code: 'c0de' },
  'invite:accept': { code: 'c0de' },
};

/** The fields without which a request is refused, one of each. */
export const requiredFields: { readonly [name in ClientEventName]: readonly string[] } = {
  'user:join': ['username'],
  'user:leave': [],
  'room:create': ['name'],
  'room:join': ['room'],
  'room:leave': ['room'],
  'room:edit': ['room'],
  'room:invite': ['room', 'user'],
  'room:remove': ['room', 'user'],
  'room:role': ['room', 'user', 'role'],
  'room:mute': ['room', 'user', 'until'],
  'room:ban': ['room', 'user'],
  'room:unban': ['room', 'user'],
  'room:bans': ['room'],
  'room:delete': ['room'],
  'rooms:list': [],
  'room:members': ['room'],
  'direct:open': ['users'],
  'inbox:list': [],
  'message:room': ['room'],
  'message:private': ['to', 'content'],
  'message:edit': ['conversation', 'seq', 'content'],
  'message:delete': ['conversation', 'seq'],
  'message:react': ['conversation', 'seq', 'emoji', 'on'],
  'history:fetch': ['conversation'],
  'files:describe': ['id', 'alt'],
  'files:list': ['conversation'],
  sync: ['conversations'],
  'read:mark': ['conversation', 'seq'],
  'typing:set': ['conversation', 'on'],
  'profile:set': [],
  'people:look': [],
  'user:block': ['user', 'on'],
  'report:create': ['conversation', 'seq', 'reason'],
  'reports:list': [],
  'report:close': ['id', 'action'],
  'settings:get': [],
  'settings:set': [],
  'presence:watch': ['users'],
  'audit:list': [],
  'admin:people': [],
  'admin:person': ['user'],
  'admin:settings': [],
  'admin:storage': [],
  'invite:create': [],
  'invite:list': [],
  'invite:revoke': ['code'],
  'invite:accept': ['code'],
};
