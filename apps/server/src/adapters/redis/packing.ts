import { createHash } from 'node:crypto';
import { asClientId, asConversationId, asMessageId, asUserId } from '@rookery/protocol';
import type { ConversationId, MessageId, Position, UserId } from '@rookery/protocol';
import * as z from 'zod';
import type { ConversationFacts, ConversationState } from '../../domain/conversation.ts';
import type { LogChange, LogMessage, ReadMessage } from '../../domain/log.ts';
import { bytes, list, number, text, textOrNull } from './reply.ts';
import type { Reply } from './reply.ts';
import type { NewMessage } from '../../ports/conversation-log.ts';

/**
 * A message in the log, as small as it gets: the author as an index (the script adds it), ids as 16 bytes.
 *
 * length of the header (1) · flags (1) · id (16, or length and text) · at (6) · clientId (none, 16, or length and text) · replyTo (6, if any) · content
 */
const flags = { plainId: 1, clientId: 2, plainClientId: 4, uuid: 8, replyTo: 16 } as const;

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

/** Also the word by which a repeat of this author is known: a hash of the clientId, or, without one, of the message's own id. */
export function packMessage(message: NewMessage): PackedMessage {
  const id = packId(message.id);
  const client = message.clientId === undefined ? null : packClientId(message.clientId);
  const at = Buffer.alloc(6);
  at.writeUIntBE(message.at, 0, 6);
  const reply = Buffer.alloc(message.replyTo === undefined ? 0 : 6);
  if (message.replyTo !== undefined) reply.writeUIntBE(message.replyTo, 0, 6);
  const flag =
    (packWord(message.id.slice(2)) ? 0 : flags.plainId) |
    (client?.flag ?? 0) |
    (message.replyTo === undefined ? 0 : flags.replyTo);
  const header = Buffer.concat([Buffer.from([flag]), id, at, client?.packed ?? Buffer.alloc(0), reply]);
  return {
    packed: Buffer.concat([Buffer.from([header.length]), header, Buffer.from(message.content)]),
    // 14 bytes: with what Redis adds, they fill one of the allocator's smallest places. 112 bits never meet by chance.
    word: createHash('sha256')
      .update(`${message.author.id}\n${client?.flag ?? 0}\n`)
      .update(client?.packed ?? id)
      .digest()
      .subarray(0, 14),
  };
}

type Unpacked = {
  readonly author: string;
  readonly mentions: readonly string[];
  readonly id: MessageId;
  readonly at: number;
  readonly clientId: string | undefined;
  readonly replyTo: number | undefined;
  readonly content: string;
};

/** An entry of the log. Indexes of authors stand for themselves, as latin1. */
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
  return { author, mentions, id, at: time, clientId, replyTo, content: entry.toString('utf8', end) };
}

export type Author = { readonly id: string; readonly username: string; readonly displayName: string };
const authorSchema = z.object({ id: z.string(), username: z.string(), displayName: z.string() });
export const parseAuthor = (json: string): Author => authorSchema.parse(JSON.parse(json));
export const authorJson = ({ id, username, displayName }: Author): string =>
  JSON.stringify({ id, username, displayName });

export type Authors = ReadonlyMap<string, Author>;
export function toAuthors(reply: Reply | undefined): Authors {
  const flat = list(reply);
  const found = new Map<string, Author>();
  for (let index = 0; index < flat.length; index += 2)
    found.set(bytes(flat[index]).toString('latin1'), parseAuthor(text(flat[index + 1])));
  return found;
}

export function toLogMessage(
  conversation: ConversationId,
  seq: number,
  entry: Buffer,
  author: Author,
  mentions: readonly UserId[],
): LogMessage {
  const unpacked = unpackEntry(entry);
  const message: LogMessage = {
    id: unpacked.id,
    conversation,
    seq,
    from: author.username,
    user: { id: asUserId(author.id), displayName: author.displayName },
    content: unpacked.content,
    at: unpacked.at,
  };
  if (unpacked.clientId !== undefined) message.clientId = asClientId(unpacked.clientId);
  if (unpacked.replyTo !== undefined) message.replyTo = unpacked.replyTo;
  if (mentions.length > 0) message.mentions = [...mentions];
  return message;
}

/** What changed of a message since: content, when edited, deleted, rev, emoji. */
const overlaySchema = z.object({
  c: z.optional(z.string()),
  e: z.optional(z.number()),
  d: z.optional(z.number()),
  r: z.optional(z.number()),
});
const toOverlay = (reply: Reply | undefined) => {
  const json = text(reply);
  return json === '' ? null : overlaySchema.parse(JSON.parse(json));
};

const toReactions = (reply: Reply | undefined) =>
  list(reply).map((row) => {
    const [emoji, count, mine, users] = list(row);
    return {
      emoji: text(emoji),
      count: number(count),
      isMine: number(mine) === 1,
      users: list(users).map((user) => asUserId(text(user))),
    };
  });

/** Rows of `messages_between`. */
export function toMessages(conversation: ConversationId, rows: Reply | undefined, authors: Authors): ReadMessage[] {
  return list(rows).map((row): ReadMessage => {
    const [seq, entry, overlayReply, reactionRows] = list(row);
    const { author, mentions } = unpackEntry(bytes(entry));
    const by = authors.get(author);
    if (!by) throw new Error('a message without an author');
    const named = mentions.flatMap((index) => authors.get(index)?.id ?? []).map(asUserId);
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

/** Rows of `changes_after`; several of one kind to one message in a row are gathered into one. */
export function toChanges(
  conversation: ConversationId,
  rows: Reply | undefined,
  after: number,
  state: ConversationState,
): LogChange[] {
  const changes: LogChange[] = [];
  let previous = after;
  for (const row of list(rows)) {
    const [rev, id, kind, seq, overlayReply, reactionRows] = list(row);
    const change: LogChange = {
      conversation,
      prev: previous === after ? number(rev) - 1 : previous,
      rev: number(rev),
      id: text(id),
      kind: text(kind) as LogChange['kind'],
    };
    previous = change.rev;
    if (change.kind === 'room') {
      if (state.facts.kind === 'room') {
        const { id: room, name, topic, visibility, createdAt } = state.facts;
        change.room = { id: room, name, topic, visibility, members: state.members, online: 0, createdAt };
      }
    } else {
      change.seq = number(seq);
      const overlay = toOverlay(overlayReply);
      if (overlay?.d !== undefined) {
        // Deleted since: what happened to it before no longer matters.
        change.kind = 'delete';
        change.deleted = true;
      } else if (change.kind === 'react')
        change.reactions = toReactions(reactionRows).map(({ emoji, count, users }) => ({ emoji, count, users }));
      else {
        if (overlay?.c !== undefined) change.content = overlay.c;
        if (overlay?.e !== undefined) change.edited = overlay.e;
      }
    }
    const last = changes.at(-1);
    if (last && last.kind === change.kind && last.seq === change.seq)
      changes[changes.length - 1] = { ...change, prev: last.prev };
    else changes.push(change);
  }
  return changes;
}

const userSchema = z.object({ id: z.string(), username: z.string(), displayName: z.string(), guest: z.boolean() });
const factsSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('room'),
    id: z.string(),
    name: z.string(),
    topic: z.string(),
    visibility: z.enum(['public', 'private']),
    owner: z.string(),
    createdAt: z.number(),
  }),
  z.object({
    kind: z.literal('direct'),
    id: z.string(),
    pair: z.tuple([userSchema, userSchema]),
    createdAt: z.number(),
  }),
]);
/** Ids in Redis are those that this adapter wrote: the cast only brands them. */
export const parseFacts = (json: string): ConversationFacts => factsSchema.parse(JSON.parse(json)) as ConversationFacts;
export const parseUser = (json: string) => {
  const user = userSchema.parse(JSON.parse(json));
  return { ...user, id: asUserId(user.id) };
};

/** An answer of `state_now`, with when it was last written to (µs). */
export function toState(reply: Reply | undefined): ConversationState & { readonly active: number } {
  const [facts, epoch, seq, id, rev, change, removals, , active, members] = list(reply);
  const head: Position = {
    epoch: text(epoch),
    seq: number(seq),
    id: textOrNull(id) === null ? null : asMessageId(text(id)),
    rev: number(rev),
    change: textOrNull(change),
  };
  return {
    facts: parseFacts(text(facts)),
    head,
    members: number(members),
    removals: number(removals),
    active: number(active),
  };
}

export const plainState = (reply: Reply | undefined): ConversationState => {
  const { active: _, ...state } = toState(reply);
  return state;
};

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
    const by = parseAuthor(payload.toString('utf8', at, at + author));
    at += author;
    const named = payload
      .toString('utf8', at, at + mentions)
      .split(' ')
      .filter((word) => word !== '')
      .map(asUserId);
    at += mentions;
    messages.push(toLogMessage(asConversationId(conversation), seq, payload.subarray(at, at + length), by, named));
    at += length;
  }
  return { epoch, removals, messages };
}
