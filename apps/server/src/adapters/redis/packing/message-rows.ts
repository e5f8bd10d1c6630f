import type { ConversationId } from '@rookery/protocol';
import type { LogMessage, ReadMessage } from '../../../domain/log.ts';
import { bytes, list, number } from '../reply.ts';
import type { Reply } from '../reply.ts';
import type { Authors } from './authors.ts';
import { toLogMessage, unpackEntry } from './message-entry.ts';
import { toOverlay, toReactions } from './overlay.ts';

/** Rows of `messages_between`. */
export function toMessages(conversation: ConversationId, rows: Reply | undefined, authors: Authors): ReadMessage[] {
  return list(rows).map((row): ReadMessage => {
    const [seq, entry, overlayReply, reactionRows] = list(row);
    const { author, mentions } = unpackEntry(bytes(entry));
    const by = authors.get(author);
    if (!by) throw new Error('a message without an author');
    const named = mentions.flatMap((index) => authors.get(index) ?? []);
    const plainMessage = toLogMessage(conversation, number(seq), bytes(entry), by, named);
    const overlay = toOverlay(overlayReply);
    if (!overlay) return plainMessage;
    const message: LogMessage = { ...plainMessage };
    if (overlay.c !== undefined) message.content = overlay.c;
    if (overlay.e !== undefined) message.edited = overlay.e;
    if (overlay.r !== undefined) message.rev = overlay.r;
    if (overlay.d !== undefined) {
      delete message.content;
      message.deleted = true;
    }
    const reactions = toReactions(reactionRows);
    if (reactions.length === 0) return message;
    message.reactions = reactions.map(({ emoji, count, users }) => ({ emoji, count, users }));
    const mine = reactions.filter(({ isMine }) => isMine).map(({ emoji }) => emoji);
    return mine.length === 0 ? message : { ...message, mine };
  });
}
