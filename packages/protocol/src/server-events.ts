import type * as z from 'zod/mini';
import { serverHello } from './events/server-hello.ts';
import { serverDrain } from './events/server-drain.ts';
import { errorReport } from './events/error-report.ts';
import { messageReceive } from './events/message-receive.ts';
import { messageUpdate } from './events/message-update.ts';
import { inboxUpdate } from './events/inbox-update.ts';
import { roomUpdate } from './events/room-update.ts';
import { roomRights } from './events/room-rights.ts';
import { conversationReset } from './events/conversation-reset.ts';
import { conversationTrimmed } from './events/conversation-trimmed.ts';
import { feedLagging } from './events/feed-lagging.ts';
import { threadUpdate } from './events/thread-update.ts';
import { typingUpdate } from './events/typing-update.ts';
import { receiptsUpdate } from './events/receipts-update.ts';
import { reportsUpdate } from './events/reports-update.ts';
import { settingsUpdate } from './events/settings-update.ts';
import { draftUpdate } from './events/draft-update.ts';
import { laterUpdate } from './events/later-update.ts';
import { savedUpdate } from './events/saved-update.ts';
import { peopleUpdate } from './events/people-update.ts';
import { presenceUpdate } from './events/presence-update.ts';
import { usersUpdate } from './events/users-update.ts';
import { roomsUpdate } from './events/rooms-update.ts';

/** What a server may send: the union of all its events, by name. */
export const serverEvents = {
  'server:hello': serverHello,
  'server:drain': serverDrain,
  'error:report': errorReport,
  'message:receive': messageReceive,
  'message:update': messageUpdate,
  'inbox:update': inboxUpdate,
  'room:update': roomUpdate,
  'room:rights': roomRights,
  'conversation:reset': conversationReset,
  'conversation:trimmed': conversationTrimmed,
  'feed:lagging': feedLagging,
  'thread:update': threadUpdate,
  'typing:update': typingUpdate,
  'receipts:update': receiptsUpdate,
  'people:update': peopleUpdate,
  'settings:update': settingsUpdate,
  'saved:update': savedUpdate,
  'draft:update': draftUpdate,
  'later:update': laterUpdate,
  'reports:update': reportsUpdate,
  'presence:update': presenceUpdate,
  'users:update': usersUpdate,
  'rooms:update': roomsUpdate,
} as const;

export type ServerEvents = typeof serverEvents;
export type ServerEventName = keyof ServerEvents;
export type PayloadOf<Name extends ServerEventName> = z.output<ServerEvents[Name]['payload']>;
