import { createHash } from 'node:crypto';
import { asClientId, asMessageId } from '@rookery/protocol';
import type { ConversationId, MessageId, UserId } from '@rookery/protocol';
import type { LogMessage } from '../../../domain/log.ts';
import { isSilent } from '../../../domain/part.ts';
import type { Part } from '../../../domain/part.ts';
import type { NewMessage } from '../../../ports/conversation-log.ts';
import { packParts, unpackParts } from './parts.ts';

/**
 * A message in the log, as small as it gets: the author as an index (the script adds it), ids as 16 bytes.
 *
 * length of the header (1) · flags (1) · id (16, or length and text) · at (6) · clientId (none, 16, or length and text) · replyTo (6, if any) ·
 * parts (if any: length in 3 bytes, and they) · content
 *
 * That it is silent is a flag, and no part like the others: nodes of before 0.8.1 read over it.
 */
export const flags = {
  plainId: 1,
  clientId: 2,
  plainClientId: 4,
  uuid: 8,
  replyTo: 16,
  parts: 32,
  silent: 64,
} as const;

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** 22 characters of base64url as 16 bytes, if they come back the same. */
function packWord(word: string): Buffer | null {
  if (word.length !== 22) return null;
  const packed = Buffer.from(word, 'base64url');
  return packed.length === 16 && packed.toString('base64url') === word ? packed : null;
}
const plain = (word: string): Buffer => Buffer.concat([Buffer.from([word.length]), Buffer.from(word)]);

/** As the header holds it; '' for none. */
export const packId = (id: string | null | undefined): Buffer =>
  id === null || id === undefined ? Buffer.alloc(0) : (packWord(id.slice(2)) ?? plain(id));

type PackedClientId = { readonly packed: Buffer; readonly flag: number };
function packClientId(id: string): PackedClientId {
  if (uuidPattern.test(id))
    return { packed: Buffer.from(id.replaceAll('-', ''), 'hex'), flag: flags.clientId | flags.uuid };
  const packed = packWord(id);
  return packed ? { packed, flag: flags.clientId } : { packed: plain(id), flag: flags.clientId | flags.plainClientId };
}

export type PackedMessage = { readonly packed: Buffer; readonly word: Buffer };

/** With its length before it. */
function packHeader(message: Omit<Said, 'content'>, hasParts: boolean): Buffer {
  const client = message.clientId === undefined ? null : packClientId(message.clientId);
  const at = Buffer.alloc(6);
  at.writeUIntBE(message.at, 0, 6);
  const reply = Buffer.alloc(message.replyTo === undefined ? 0 : 6);
  if (message.replyTo !== undefined) reply.writeUIntBE(message.replyTo, 0, 6);
  const flag =
    (packWord(message.id.slice(2)) ? 0 : flags.plainId) |
    (client?.flag ?? 0) |
    (message.replyTo === undefined ? 0 : flags.replyTo) |
    (hasParts ? flags.parts : 0) |
    (isSilent(message.parts) ? flags.silent : 0);
  const header = Buffer.concat([Buffer.from([flag]), packId(message.id), at, client?.packed ?? Buffer.alloc(0), reply]);
  return Buffer.concat([Buffer.from([header.length]), header]);
}

/** By which a repeat of this author is known: a hash of the clientId, or, without one, of the message's own id. */
const repeatWord = (author: string, flag: number, packed: Buffer): Buffer =>
  // 14 bytes: with what Redis adds, they fill one of the allocator's smallest places. 112 bits never meet by chance.
  createHash('sha256').update(`${author}\n${flag}\n`).update(packed).digest().subarray(0, 14);

/** The same of an entry of the log. */
export function repeatWordOf(author: UserId, entry: Buffer): Buffer {
  const start = 5 + 3 * (entry[3] ?? 0);
  const flag = entry[start] ?? 0;
  const lengthAt = (isPlain: boolean, at: number): number => (isPlain ? 1 + (entry[at] ?? 0) : 16);
  const id = start + 1;
  const idEnd = id + lengthAt((flag & flags.plainId) !== 0, id);
  if (!(flag & flags.clientId)) return repeatWord(author, 0, entry.subarray(id, idEnd));
  const client = idEnd + 6;
  const end = client + lengthAt((flag & flags.plainClientId) !== 0, client);
  return repeatWord(author, flag & (flags.clientId | flags.plainClientId | flags.uuid), entry.subarray(client, end));
}

export function packMessage(message: NewMessage): PackedMessage {
  return { packed: packSaid(message), word: packWordOf(message) };
}
type Said = Pick<NewMessage, 'id' | 'at' | 'clientId' | 'replyTo' | 'parts' | 'content'>;
export function packSaid(message: Said): Buffer {
  const parts = packParts(message.parts ?? []);
  return Buffer.concat([packHeader(message, parts.length > 0), parts, Buffer.from(message.content)]);
}
export function packWordOf(message: Pick<NewMessage, 'id' | 'author' | 'clientId'>): Buffer {
  const client = message.clientId === undefined ? null : packClientId(message.clientId);
  return repeatWord(message.author, client?.flag ?? 0, client?.packed ?? packId(message.id));
}

/**
 * What the parent of a thread holds of a reply besides its text, which the script adds: the header under an id of its own, and what parts it has beside the
 * reference, as they stand in a list behind it.
 */
export function packReference(message: NewMessage, id: MessageId): { readonly header: Buffer; readonly parts: string } {
  const { replyTo: _, ...said } = message;
  const others = packParts(message.parts ?? []).toString('utf8', 3);
  return {
    header: packHeader({ ...said, id }, true),
    parts: others.length > 2 ? `,${others.slice(1, -1)}` : '',
  };
}

type Unpacked = {
  readonly author: string;
  readonly mentions: readonly string[];
  readonly id: MessageId;
  readonly at: number;
  readonly clientId: string | undefined;
  readonly replyTo: number | undefined;
  readonly parts: readonly Part[];
  readonly content: string;
};

/** An entry of the log. Indexes of authors stand for themselves, as latin1. */
/** When it was written, without a look at all else. */
export function timeIn(entry: Buffer): number {
  const start = 5 + 3 * (entry[3] ?? 0);
  const id = start + 1;
  return entry.readUIntBE(id + ((entry[start] ?? 0) & flags.plainId ? 1 + (entry[id] ?? 0) : 16), 6);
}

export function unpackEntry(entry: Buffer): Unpacked {
  const author = entry.toString('latin1', 0, 3);
  const mentionCount = entry[3] ?? 0;
  const mentions = Array.from({ length: mentionCount }, (_, index) =>
    entry.toString('latin1', 4 + 3 * index, 7 + 3 * index),
  );
  let at = 4 + 3 * mentionCount;
  const end = at + 1 + (entry[at] ?? 0);
  const flag = entry[at + 1] ?? 0;
  at += 2;
  const word = (isPlain: boolean): Buffer => {
    const length = isPlain ? (entry[at] ?? 0) : 16;
    if (isPlain) at += 1;
    at += length;
    return entry.subarray(at - length, at);
  };
  const idBytes = word((flag & flags.plainId) !== 0);
  const id = asMessageId(flag & flags.plainId ? idBytes.toString() : `m_${idBytes.toString('base64url')}`);
  const time = entry.readUIntBE(at, 6);
  at += 6;
  let clientId: string | undefined;
  if (flag & flags.clientId) {
    const packed = word((flag & flags.plainClientId) !== 0);
    const hex = flag & flags.uuid ? packed.toString('hex') : '';
    clientId =
      hex !== ''
        ? `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
        : packed.toString(flag & flags.plainClientId ? 'utf8' : 'base64url');
  }
  const replyTo = flag & flags.replyTo ? entry.readUIntBE(at, 6) : undefined;
  // What was deleted has its header, and nothing after it.
  const partsEnd = flag & flags.parts && end < entry.length ? end + 3 + entry.readUIntBE(end, 3) : end;
  const parts = partsEnd === end ? [] : unpackParts(entry.toString('utf8', end + 3, partsEnd));
  if (flag & flags.silent && end < entry.length) parts.push({ kind: 'silent' });
  return { author, mentions, id, at: time, clientId, replyTo, parts, content: entry.toString('utf8', partsEnd) };
}

export function toLogMessage(
  conversation: ConversationId,
  seq: number,
  entry: Buffer,
  author: UserId,
  mentions: readonly UserId[],
): LogMessage {
  const unpacked = unpackEntry(entry);
  const message: LogMessage = {
    id: unpacked.id,
    conversation,
    seq,
    author,
    content: unpacked.content,
    at: unpacked.at,
  };
  if (unpacked.clientId !== undefined) message.clientId = asClientId(unpacked.clientId);
  if (unpacked.replyTo !== undefined) message.replyTo = unpacked.replyTo;
  if (mentions.length > 0) message.mentions = [...mentions];
  if (unpacked.parts.length > 0) message.parts = unpacked.parts;
  return message;
}
