import type { InboxView } from '@rookery/client';
import type { ConversationId } from '@rookery/protocol';
import { dateAndTime } from '../lib/date-and-time.ts';
import type { Text } from '../locales/text.ts';
import type { OwnWords } from './failure-text.ts';

/** What a refusal means where the reader is muted, in the room or in a thread of it: until when. */
export const mutedWords = (
  { entries, threads }: Pick<InboxView, 'entries' | 'threads'>,
  conversation: ConversationId,
  text: Text,
  locale: string,
): OwnWords => {
  const line = [...entries, ...threads].find((entry) => entry.conversation === conversation);
  const room = line?.root ? entries.find((entry) => entry.conversation === line.root?.conversation) : line;
  return room?.mutedUntil === undefined
    ? {}
    : { forbidden: text('delivery.muted', { until: dateAndTime(room.mutedUntil, locale) }) };
};
