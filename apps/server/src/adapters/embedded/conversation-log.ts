import { randomBytes } from 'node:crypto';
import type { ConversationLog } from '../../ports/conversation-log.ts';
import type { SqliteThread } from './sqlite-thread.ts';

/** One life of a log. */
export const newEpoch = (): string => randomBytes(12).toString('hex');

export const embeddedConversationLog = (thread: SqliteThread): ConversationLog => ({
  append: (message) => thread.call('append', message),
  change: (request) => thread.call('change', request),
  page: (request) => thread.call('page', request),
  since: (reader, held, bounds) => thread.call('since', reader, held, bounds),
  states: (conversations) => (conversations.length === 0 ? Promise.resolve([]) : thread.call('states', conversations)),
  tail: (conversation, after, limit) => thread.call('tail', conversation, after, limit),
  contest: (conversation, held) => thread.call('contest', conversation, held, newEpoch()),
});
