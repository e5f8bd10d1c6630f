import type { ConversationId } from '@rookery/protocol';
import type { ReadMessage } from '../../../domain/log.ts';
import { applyOverlay } from '../../../domain/overlay.ts';
import { bytes, list, number, text } from '../reply.ts';
import type { Reply } from '../reply.ts';
import type { Authors } from './authors.ts';
import { toLogMessage, unpackEntry } from './message-entry.ts';
import { toOverlay } from './overlay.ts';
import { toThread } from './threads.ts';

/** Rows of `messages_between`. */
export function toMessages(conversation: ConversationId, rows: Reply | undefined, authors: Authors): ReadMessage[] {
  return list(rows).map((row): ReadMessage => {
    const [seq, entry, overlayReply, reactionRows, voteRows, thread] = list(row);
    const { author, mentions } = unpackEntry(bytes(entry));
    const by = authors.get(author);
    if (!by) throw new Error('a message without an author');
    const named = mentions.flatMap((index) => authors.get(index) ?? []);
    const plainMessage = toLogMessage(conversation, number(seq), bytes(entry), by, named);
    if (text(thread) !== '') plainMessage.thread = toThread(text(thread));
    const overlay = toOverlay(overlayReply, reactionRows, voteRows);
    return overlay ? applyOverlay(plainMessage, overlay) : plainMessage;
  });
}
