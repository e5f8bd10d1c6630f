import { asUserId } from '@rookery/protocol';
import type { ConversationId } from '@rookery/protocol';
import type { LogMessage } from '../../../domain/log.ts';
import { toLogMessage } from './message-entry.ts';

/** Announced messages: see append.lua. */
export function toAnnouncedMessages(conversation: ConversationId, payload: Buffer) {
  let at = 1;
  const epochLength = payload[at] ?? 0;
  const epoch = payload.toString('utf8', at + 1, at + 1 + epochLength);
  at += 1 + epochLength;
  const removals = payload.readUInt32BE(at);
  at += 4;
  const messages: LogMessage[] = [];
  while (at < payload.length) {
    const seq = payload.readUIntBE(at, 6);
    const author = payload.readUInt16BE(at + 6);
    const mentions = payload.readUInt16BE(at + 8);
    const length = payload.readUInt32BE(at + 10);
    at += 14;
    const by = asUserId(payload.toString('latin1', at, at + author));
    at += author;
    const named = payload
      .toString('utf8', at, at + mentions)
      .split(' ')
      .filter((word) => word !== '')
      .map(asUserId);
    at += mentions;
    messages.push(toLogMessage(conversation, seq, payload.subarray(at, at + length), by, named));
    at += length;
  }
  return { epoch, removals, messages };
}
