import type { ConversationId } from '@rookery/protocol';
import * as z from 'zod';
import type { MessageRecord, Reactor } from '../../../domain/store-record.ts';
import type { KeptLinks } from '../../../domain/stored-link.ts';
import { asClientId, asUserId } from '@rookery/protocol';
import type { Authors } from '../packing/authors.ts';
import { unpackEntry } from '../packing/message-entry.ts';
import { overlaySchema } from '../packing/overlay.ts';
import { bytes, list, number, text } from '../reply.ts';
import type { Reply } from '../reply.ts';
import { pairs } from './read-keys.ts';

const formerSchema = z.tuple([z.string(), z.number()]);
const reactors = (reply: Reply | undefined): Reactor[] =>
  pairs(reply).map(([user, rev]) => [asUserId(user), Number(rev)]);

/** A row of `log-read`. */
export function toMessageRecord(conversation: ConversationId, row: Reply, authors: Authors): MessageRecord {
  const [seq, entry, json, reactionRows, voteRows, formerRows, pin] = list(row);
  const said = unpackEntry(bytes(entry));
  const author = authors.get(said.author);
  if (!author) throw new Error('a message without an author');
  const record: { -readonly [Field in keyof MessageRecord]: MessageRecord[Field] } = {
    kind: 'message',
    conversation,
    seq: number(seq),
    id: said.id,
    author,
    at: said.at,
  };
  if (said.clientId !== undefined) record.clientId = asClientId(said.clientId);
  if (said.replyTo !== undefined) record.replyTo = said.replyTo;
  const plain = (): void => {
    record.content = said.content;
    if (said.mentions.length > 0) record.mentions = said.mentions.flatMap((index) => authors.get(index) ?? []);
    if (said.parts.length > 0) record.parts = said.parts;
  };
  if (text(json) === '') {
    plain();
    return record;
  }
  const overlay = overlaySchema.parse(JSON.parse(text(json)));
  if (overlay.r !== undefined) record.rev = overlay.r;
  if (overlay.d !== undefined) {
    record.deleted = true;
    return record;
  }
  plain();
  if (overlay.c !== undefined) record.content = overlay.c;
  if (overlay.e !== undefined) record.edited = overlay.e;
  if (overlay.m !== undefined) record.mentions = overlay.m.split(' ').filter(Boolean).map(asUserId);
  // Written by this adapter alone.
  if (overlay.k !== undefined) record.links = JSON.parse(overlay.k) as KeptLinks;
  if (overlay.p !== undefined) record.pinned = number(pin);
  const reactions = list(reactionRows).map((one) => {
    const [emoji, who] = list(one);
    return [text(emoji), reactors(who)] as const;
  });
  if (reactions.length > 0) record.reactions = reactions;
  if (overlay.v !== undefined) record.votes = list(voteRows).map(reactors);
  if (overlay.q !== undefined) record.closed = true;
  const former = list(formerRows).map((one) => {
    const [content, at] = formerSchema.parse(JSON.parse(text(one)));
    return { content, at: at === 0 ? said.at : at };
  });
  if (former.length > 0) record.former = former;
  return record;
}
