import type { ClientEventName, ServerEventName } from '@rookery/protocol';

const at = 1_795_430_000_000;
const server = {
  ...{ name: 'Rookery', registration: 'invite', guests: false, roomCreation: 'member', linkPreviews: true },
  findEverybody: false,
  ...{ retentionDays: 365, retentionMessages: null },
};
const alice = { id: 'u_5hV2kQ', username: 'alice', displayName: 'Alice', guest: true, rev: 3 };
const bob = { id: 'u_9sT4mZ', username: 'bob', displayName: '小波', guest: true, rev: 0 };
const general = {
  id: 'r_Xc81pL',
  name: 'general',
  topic: 'Anything',
  visibility: 'public',
  members: 2,
  online: 2,
  createdAt: at,
  createdBy: alice.id,
};
const conversation = general.id;
const invite = {
  code: 'p0Xv3QkT9aLmZr7cWnB2eg',
  url: 'https://chat.example.org/invite/p0Xv3QkT9aLmZr7cWnB2eg',
  room: general.id,
  by: alice,
  createdAt: at,
  expiresAt: at + 604_800_000,
  uses: 10,
  used: 3,
};
const direct = 'd_77fKdw';
const group = 'g_4mQe0t';
const clientId = '01JD5M3V9K8Q2W7T4R6Y1Z0XAB';
const message = {
  id: 'm_a81FqT',
  conversation,
  seq: 42,
  from: 'alice',
  user: { id: alice.id, displayName: 'Alice', rev: 3 },
  content: 'Good morning, 大家早',
  at,
  clientId,
  room: 'general',
};
const file = {
  id: 'f_5hV2kQn8Zx1pT4mR7c',
  name: '照片 1.png',
  type: 'image/png',
  bytes: 48_213,
  width: 1_280,
  height: 720,
  createdAt: at,
};
const head = { epoch: 'e1Kd', seq: 42, id: message.id, rev: 7, change: 'c_9Qx', first: 1 };
const changed = {
  conversation,
  prev: 7,
  rev: 8,
  id: 'c_3Vb',
  kind: 'react',
  seq: 42,
  reactions: [{ emoji: '👍', count: 1, users: [bob.id] }],
};
const thread = 't_r7Zk3mQ0000002a9fQ2xLd';

const entry = {
  conversation,
  kind: 'room',
  room: general,
  head,
  read: 40,
  unread: 2,
  mentions: 0,
  last: message,
  role: 'member',
  rights: ['read', 'post', 'reply', 'react', 'attach', 'pin'],
};

/** One exchange an event: checked against the schemas whenever the documents are made. */
const settings = {
  directFrom: 'rooms',
  receipts: true,
  quietHours: { from: '22:00', to: '07:00', zone: 'Asia/Shanghai' },
  language: null,
  linkPreviews: true,
  pushWords: true,
  mailDigest: true,
  blocked: [bob.id],
};

const later = {
  ...{ id: 'nB2egQkT9aLmZr7cp0Xv3W', conversation, content: 'Good morning', silent: true, sendAt: at + 28_800_000 },
};

const report = {
  id: 'Qm7xK2',
  conversation,
  seq: 41,
  room: 'general',
  reason: 'Advertising',
  by: alice,
  at,
  message: { user: bob, content: 'Buy now!', at },
};

export const clientExamples: Readonly<
  Record<ClientEventName, { readonly payload: unknown; readonly answer: unknown }>
> = {
  'user:join': {
    payload: { username: 'alice', displayName: 'Alice' },
    answer: { user: alice, session: { token: 's3cr3t-t0k3n', expiresAt: at + 2_592_000_000 } },
  },
  'user:leave': { payload: {}, answer: {} },
  'room:create': {
    payload: { name: 'general', topic: 'Anything' },
    answer: { room: general, head: { epoch: 'e1Kd', seq: 0, id: null, rev: 0, change: null, first: 1 }, read: 0 },
  },
  'room:join': { payload: { room: 'general' }, answer: { room: general, head, read: 42, messages: [message] } },
  'room:leave': { payload: { room: 'general' }, answer: {} },
  'room:edit': { payload: { room: conversation, topic: 'Anything' }, answer: { room: general, rev: 8 } },
  'room:invite': { payload: { room: 'r_pr1vat', user: 'bob' }, answer: {} },
  'room:remove': { payload: { room: conversation, user: bob.id }, answer: {} },
  'room:role': { payload: { room: conversation, user: 'bob', role: 'moderator' }, answer: {} },
  'room:mute': { payload: { room: conversation, user: bob.id, until: at + 600_000, reason: 'Too loud' }, answer: {} },
  'room:ban': { payload: { room: conversation, user: bob.id, reason: 'Advertising' }, answer: {} },
  'room:unban': { payload: { room: conversation, user: bob.id }, answer: {} },
  'room:bans': {
    payload: { room: conversation },
    answer: { bans: [{ user: bob, by: alice, at, until: null, reason: 'Advertising' }], next: null },
  },
  'room:delete': { payload: { room: conversation }, answer: {} },
  'rooms:list': { payload: { query: 'gen', limit: 20 }, answer: { rooms: [general], next: null } },
  'room:members': {
    payload: { room: 'general' },
    answer: { members: [{ user: alice, role: 'owner', online: true }], next: 'bzoyMA' },
  },
  'direct:open': {
    payload: { users: ['bob', 'u_2xW8nC'] },
    answer: {
      conversation: group,
      head: { epoch: 'e7Pa', seq: 0, id: null, rev: 0, change: null, first: 1 },
      read: 0,
    },
  },
  'inbox:list': { payload: { limit: 50 }, answer: { entries: [entry], rev: 12, next: null } },
  'message:room': {
    payload: { room: 'general', content: 'Good morning, 大家早', clientId },
    answer: { id: message.id, seq: 42, at, duplicate: false },
  },
  'message:private': {
    payload: { to: 'bob', content: '下午见', clientId },
    answer: { id: 'm_b20XsP', seq: 1, at, duplicate: false, conversation: direct },
  },
  'message:edit': { payload: { conversation, seq: 42, content: 'Good morning!' }, answer: { rev: 8, at } },
  'message:delete': { payload: { conversation, seq: 42 }, answer: { rev: 9, at } },
  'message:links': { payload: { conversation, seq: 42, off: true }, answer: { rev: 10, at } },
  'message:react': { payload: { conversation, seq: 42, emoji: '👍', on: true }, answer: { rev: 8, at } },
  'message:trace': {
    payload: { conversation, seq: 42 },
    answer: {
      steps: [
        { what: 'accepted', at, node: 'node-1' },
        { what: 'stored', at: at + 3, node: 'node-1', copies: 2 },
        { what: 'announced', at: at + 4, node: 'node-2' },
        { what: 'delivered', at: at + 4, node: 'node-2', devices: 7 },
      ],
    },
  },
  'message:edits': { payload: { conversation, seq: 42 }, answer: { versions: [{ content: 'Good mornign', at }] } },
  'pin:set': { payload: { conversation, seq: 42, on: true }, answer: { rev: 9, at } },
  'pins:list': { payload: { conversation }, answer: { messages: [{ ...message, pinned: true }] } },
  'history:fetch': {
    payload: { conversation, before: 43, limit: 50 },
    answer: { messages: [message], head, hasMore: false },
  },
  sync: {
    payload: {
      inbox: 11,
      conversations: [{ conversation, epoch: 'e1Kd', seq: 41, id: 'm_a80Lw2', rev: 7, change: 'c_9Qx' }],
    },
    answer: {
      inbox: { rev: 12, changes: [{ prev: 11, rev: 12, read: { conversation, read: 40, unread: 2 } }] },
      conversations: [{ conversation, head, messages: [message], changes: [], more: false, members: 3, online: 2 }],
    },
  },
  'thread:open': {
    payload: { conversation, seq: 42 },
    answer: {
      thread,
      root: message,
      head: { epoch: 'e1Kd', seq: 0, id: null, rev: 0, change: null, first: 1 },
      read: 0,
      following: false,
      messages: [],
    },
  },
  'thread:close': { payload: { thread }, answer: {} },
  'thread:follow': { payload: { thread, on: true }, answer: { read: 0 } },
  'read:mark': { payload: { conversation, seq: 42 }, answer: { read: 42, unread: 0 } },
  'push:add': {
    payload: {
      endpoint: 'https://push.example.net/wpush/v2/gAAAAABn',
      keys: {
        p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
        auth: 'BTBZMqHH6r4Tts7J_aSIgg',
      },
    },
    answer: {},
  },
  'push:remove': { payload: { endpoint: 'https://push.example.net/wpush/v2/gAAAAABn' }, answer: {} },
  'typing:set': { payload: { conversation, on: true }, answer: {} },
  'profile:set': {
    payload: { displayName: 'Alice', status: { emoji: '🌴', text: 'away', until: at + 3_600_000 } },
    answer: { user: { ...alice, status: { emoji: '🌴', text: 'away', until: at + 3_600_000 } } },
  },
  'people:look': { payload: { query: 'xb' }, answer: { users: [bob], next: null } },
  'user:block': { payload: { user: 'bob', on: true }, answer: {} },
  'receipts:list': { payload: { conversation, seq: 42 }, answer: { read: [{ user: bob.id, seq: 43 }], next: null } },
  'notify:set': { payload: { conversation, level: 'none', mutedUntil: at + 3_600_000 }, answer: {} },
  'poll:create': {
    payload: { conversation, question: 'When do we meet?', options: ['Monday', '周二'], clientId },
    answer: { id: 'm_q80Xc2', seq: 43, at, duplicate: false },
  },
  'poll:vote': { payload: { conversation, seq: 43, options: [1] }, answer: { rev: 9, at } },
  'poll:close': { payload: { conversation, seq: 43 }, answer: { rev: 10, at } },
  'saved:set': { payload: { conversation, seq: 42, on: true, remindAt: at + 3_600_000 }, answer: {} },
  'saved:list': { payload: {}, answer: { saved: [{ message, at, remindAt: at + 3_600_000 }], next: null } },
  'draft:set': { payload: { conversation, content: 'Dear all,' }, answer: { rev: at } },
  'drafts:list': { payload: {}, answer: { drafts: [{ conversation, content: 'Dear all,', at, rev: at }] } },
  'later:add': {
    payload: { conversation, content: 'Good morning', silent: true, sendAt: at + 28_800_000, clientId },
    answer: { id: later.id },
  },
  'later:list': { payload: {}, answer: { items: [later] } },
  'later:cancel': { payload: { id: later.id }, answer: {} },
  'report:create': { payload: { conversation, seq: 41, reason: 'Advertising' }, answer: {} },
  'files:describe': {
    payload: { id: file.id, alt: 'A heron at the lake, at dawn' },
    answer: { file: { ...file, alt: 'A heron at the lake, at dawn' } },
  },
  'files:list': {
    payload: { conversation, type: 'image' },
    answer: { files: [{ file, seq: 42, user: alice, at }], next: null },
  },
  'search:messages': {
    payload: { query: 'hello -"good night"', user: 'alice', limit: 20 },
    answer: { hits: [{ message, ranges: [[0, 5]] }], next: 'd4k0v2m9', searchedBackTo: at },
  },
  'reports:list': { payload: { conversation }, answer: { reports: [report], next: null } },
  'report:close': { payload: { id: report.id, action: 'deleted' }, answer: {} },
  'settings:get': { payload: {}, answer: { settings } },
  'settings:set': {
    payload: { directFrom: 'rooms', quietHours: { from: '22:00', to: '07:00', zone: 'Asia/Shanghai' } },
    answer: { settings },
  },
  'presence:watch': {
    payload: { users: [bob.id] },
    answer: { states: [{ user: bob.id, online: false, lastSeen: at }] },
  },
  'admin:people': { payload: { query: 'bob', limit: 20 }, answer: { users: [bob], next: null } },
  'admin:person': {
    payload: { user: 'bob', deactivated: true },
    answer: { user: { ...bob, guest: false, rev: 4, deactivated: true } },
  },
  'audit:list': {
    payload: { room: conversation, limit: 20 },
    answer: {
      records: [
        {
          id: 'kq3ZbY',
          at,
          by: alice,
          act: 'room:mute',
          target: { room: conversation, name: 'general', user: bob },
          after: { until: at + 3_600_000 },
          reason: 'noise',
        },
      ],
      next: null,
    },
  },
  'admin:settings': {
    payload: { registration: 'invite', fileBytes: 536_870_912 },
    answer: {
      settings: {
        ...server,
        ...{ fileBytes: 536_870_912, guestFileBytes: 26_214_400 },
        ...{ dayFileBytes: 2_147_483_648, guestDayFileBytes: 209_715_200 },
      },
    },
  },
  'admin:ops': {
    payload: { span: 'hour', since: at },
    answer: {
      at: at + 20_000,
      nodes: [
        {
          ...{
            name: 'node-1',
            version: '0.7.0',
            runtime: 'v24.21.0',
            startedAt: at - 86_400_000,
            isReady: true,
            details: [],
          },
          ...{ connections: 412, maxConnections: 14_000, messagesPerSecond: 3.2, deliveriesPerSecond: 118 },
          ...{ ack: { p50: 2.4, p99: 9.1 }, delivery: { p50: 1.2, p99: 5.8 }, loopLagMs: 1.4, cpu: 0.08 },
          ...{ memoryBytes: 161_000_000, memoryLimitBytes: 2_147_483_648 },
          disk: { freeBytes: 31_138_512_896, totalBytes: 53_687_091_200 },
          ...{ files: null, blocks: null, certificateEndsAt: null },
        },
      ],
      missed: [],
      shards: [
        {
          ...{ name: '10.0.0.11:6379', kept: 'memory', slots: 5_461, bytes: 91_004_312, limitBytes: 1_073_741_824 },
          replicas: [{ name: '10.0.0.12:6379', isOnline: true, lagBytes: 0 }],
          ...{ isDegraded: false, commandsPerSecond: 214 },
        },
      ],
      queues: [{ consumer: 'push', due: 0, waiting: 3, leased: 1, parked: 0, oldestDueMs: 0 }],
      parked: [],
      history: {
        ...{ stepMs: 10_000, at: [at + 10_000], connections: [412], messages: [3.2], deliveries: [118] },
        ...{ ackP50: [2.4], ackP99: [9.1], deliveryP50: [1.2], deliveryP99: [5.8], loopLag: [1.4], cpu: [0.08] },
        ...{ memory: [161_000_000], store: [91_004_312], disk: [22_548_578_304] },
      },
      events: [{ at: at - 86_400_000, what: 'started', name: 'node-1' }],
      capacity: {
        morePeople: 3_240,
        terms: [{ node: 'node-1', of: 'cpu', used: 0.08, limit: 0.75, each: 0.0002, more: 3_350 }],
        fillings: [
          {
            ...{ what: 'memory', name: '10.0.0.11:6379', bytes: 91_004_312, limitBytes: 1_073_741_824 },
            ...{ bytesPerDay: 9_400_000, overMs: 86_340_000, fullAt: at + 9_030_000_000 },
          },
        ],
        bytesPerMessage: 251.3,
        add: [],
      },
    },
  },
  'admin:storage': {
    payload: {},
    answer: {
      storage: { kept: 'disk', bytes: 48_234_496, freeBytes: 31_138_512_896, people: 212, rooms: 34, messages: 91_004 },
    },
  },
  'hold:set': { payload: { conversation, on: true, reason: 'asked for by our lawyers' }, answer: {} },
  'hold:list': {
    payload: {},
    answer: {
      holds: [{ conversation, name: 'general', by: alice, at, reason: 'asked for by our lawyers' }],
      people: [{ user: bob, by: alice, at }],
      next: null,
    },
  },
  'invite:create': { payload: { room: conversation, uses: 10 }, answer: { invite } },
  'invite:list': { payload: { room: conversation }, answer: { invites: [invite], next: null } },
  'invite:revoke': { payload: { code: invite.code }, answer: {} },
  'invite:accept': { payload: { code: invite.code }, answer: { room: general } },
};

export const serverExamples: Readonly<Record<ServerEventName, unknown>> = {
  'thread:update': {
    conversation,
    mark: 8,
    threads: [{ seq: 42, thread: { id: thread, replies: 3, lastAt: at, users: [bob.id, alice.id] } }],
  },
  'server:hello': {
    protocol: 1,
    node: 'node-1',
    time: at,
    user: null,
    server,
    push: 'BDd3_hVL9fZi9Ybo2UUzA284WG5FZR30_95YeZJsiApwXKpNcF1rRPF3foIiBHXRdJI2Qhumhf6_LFTeZaNndIo',
    limits: { contentBytes: 8_000, historyPage: 100 },
  },
  'server:drain': { reconnectInMs: 3_412 },
  'error:report': {
    event: 'message:room',
    error: { code: 'too_large', message: 'content must be at most 8000 UTF-8 bytes.', field: 'content' },
  },
  'message:receive': message,
  'message:update': changed,
  'inbox:update': { prev: 11, rev: 12, read: { conversation, read: 40, unread: 2 } },
  'room:update': { conversation, members: 3, online: 3, joined: [bob] },
  'room:rights': { conversation, rights: ['read'], mutedUntil: at + 600_000 },
  'conversation:reset': { conversation, head },
  'conversation:trimmed': { conversation, first: 17 },
  'feed:lagging': { conversation, head },
  'typing:update': { conversation, users: [bob], more: 0 },
  'reports:update': { conversation },
  'settings:update': { settings },
  'receipts:update': { conversation, user: bob.id, seq: 43 },
  'saved:update': { conversation, seq: 42, saved: { message, at, remindAt: at, reminded: true }, isDue: true },
  'draft:update': { conversation, content: 'Dear all,', at, rev: at },
  'later:update': {
    id: later.id,
    item: {
      ...later,
      error: { code: 'forbidden', message: 'Join the room first, or ask its owner: you may not do this.' },
    },
  },
  'people:update': { users: [alice] },
  'presence:update': { changes: [{ user: bob.id, online: true, lastSeen: null }] },
  'users:update': [{ id: alice.id, username: 'alice', isActive: true }],
  'rooms:update': [{ name: 'general', users: 2 }],
};
