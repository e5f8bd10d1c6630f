import { randomBytes } from 'node:crypto';
import type { DueHints } from '../../domain/due-hints.ts';
import { newWord } from '../../domain/new-id.ts';
import { pollIn } from '../../domain/part.ts';
import { pollsTask } from '../../domain/task.ts';
import type { ConversationLog } from '../../ports/conversation-log.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

/** One life of a log. */
export const newEpoch = (): string => randomBytes(12).toString('hex');

export const embeddedConversationLog = (threads: SqliteThreads, hints: DueHints): ConversationLog => ({
  append: async (message) => {
    const outcome = await threads.call('append', message);
    const closesAt = message.parts && pollIn(message.parts)?.closesAt;
    if (closesAt !== undefined) hints.tellAt(pollsTask(message.conversation), closesAt);
    return outcome;
  },
  change: (request) => threads.call('change', request),
  setLinks: (found) => threads.call('setLinks', found),
  closePolls: async (conversation) => {
    const at = await threads.call('closePolls', conversation, newWord());
    if (at !== null) hints.tellAt(pollsTask(conversation), at);
  },
  page: (request) => threads.call('page', request),
  pins: (conversation, reader) => threads.call('pins', conversation, reader),
  edits: (conversation, reader, seq) => threads.call('edits', conversation, reader, seq),
  since: (reader, held, bounds) => threads.call('since', reader, held, bounds),
  states: (conversations) => (conversations.length === 0 ? Promise.resolve([]) : threads.call('states', conversations)),
  tail: (conversation, after, limit) => threads.call('tail', conversation, after, limit),
  threads: (conversation, mark, limit) => threads.call('threads', conversation, mark, limit),
  trim: (conversation, first) => threads.call('trim', conversation, first),
  contest: (conversation, held) => threads.call('contest', conversation, held, newEpoch()),
});
