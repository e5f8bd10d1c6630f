import { randomBytes } from 'node:crypto';
import type { ConversationLog } from '../../ports/conversation-log.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

/** One life of a log. */
export const newEpoch = (): string => randomBytes(12).toString('hex');

export const embeddedConversationLog = (threads: SqliteThreads): ConversationLog => ({
  append: (message) => threads.call('append', message),
  change: (request) => threads.call('change', request),
  setLinks: (found) => threads.call('setLinks', found),
  page: (request) => threads.call('page', request),
  since: (reader, held, bounds) => threads.call('since', reader, held, bounds),
  states: (conversations) => (conversations.length === 0 ? Promise.resolve([]) : threads.call('states', conversations)),
  tail: (conversation, after, limit) => threads.call('tail', conversation, after, limit),
  trim: (conversation, first) => threads.call('trim', conversation, first),
  contest: (conversation, held) => threads.call('contest', conversation, held, newEpoch()),
});
