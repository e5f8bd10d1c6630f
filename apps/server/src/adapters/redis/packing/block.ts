import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompressSync } from 'node:zlib';
import { asUserId } from '@rookery/protocol';
import type { ConversationId } from '@rookery/protocol';
import * as z from 'zod';
import type { Authors } from './authors.ts';
import { joinEntry, splitEntry } from './entry-columns.ts';

/** What became of a message since it was written. */
export type ColdChanges = {
  /** As the overlay's hash has it (JSON). */
  readonly overlay: string;
  /** Emoji, or `#` and the option of a poll → who chose it, each with the rev at which she did. */
  readonly marks: readonly (readonly [string, readonly (readonly [string, number])[]])[];
  /** What it said before, as the list of former texts has it (JSON), the earliest first. */
  readonly texts: readonly string[];
};
export type ColdMessage = {
  readonly seq: number;
  /** As the stream had it. */
  readonly entry: Buffer;
  /** Null: nothing happened to it. */
  readonly changes: ColdChanges | null;
};

/** A range of a conversation's messages, without gaps. */
export type Block = {
  readonly conversation: ConversationId;
  /** In which life of the log it was sealed. */
  readonly epoch: string;
  readonly number: number;
  readonly messages: readonly ColdMessage[];
  /** Who wrote them, and is mentioned. */
  readonly authors: Authors;
};

/** The bytes are not those that were written. */
export class BrokenBlock extends Error {
  constructor(reason: string, options: { cause?: unknown } = {}) {
    super(`a block of sealed messages is broken: ${reason}`, options);
    this.name = 'BrokenBlock';
  }
}

/**
 * RKB and the version (4) · length of the words (4) · words: ids and client ids of 16 bytes, which nothing makes smaller · a frame of zstd, with its checksum.
 * In the frame: length (4) and JSON of what `headSchema` says · lengths of the columns (4 each) · columns: authors, counts, mentions, times, lengths of what is left, what is left.
 */
const magic = Buffer.from('RKB\u0001');
const compress = promisify(zstdCompress);
const writing = {
  params: { [constants.ZSTD_c_compressionLevel]: 6, [constants.ZSTD_c_checksumFlag]: 1 },
};
/** Of one message in a column. */
const authorBytes = 3;
const countBytes = 3;
const timeBytes = 6;
const lengthBytes = 3;
const columnCount = 6;
/** No block is longer: 256 messages of the most that the wire takes, and what hangs on them. */
const mostBytes = 64 * 1_048_576;

const changesSchema = z.tuple([
  z.number(),
  z.string(),
  z.array(z.tuple([z.string(), z.array(z.tuple([z.string(), z.number()]))])),
  z.array(z.string()),
]);
const headSchema = z.object({
  conversation: z.string(),
  epoch: z.string(),
  number: z.number(),
  /** Seq of the first message. */
  first: z.number(),
  messages: z.number(),
  /** Makes the name of each sealing another one: what nothing names can never be named again. */
  salt: z.string(),
  authors: z.array(z.tuple([z.number(), z.string()])),
  changes: z.array(changesSchema),
});

/** Bytes that name themselves: `hash` is their SHA-256 (hex). */
export type PackedBlock = { readonly bytes: Buffer; readonly hash: string };

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** `salt`: random, and another one each time. */
export async function packBlock(block: Block, salt: string): Promise<PackedBlock> {
  const split = block.messages.map(({ entry }) => splitEntry(entry));
  const head: z.infer<typeof headSchema> = {
    conversation: block.conversation,
    epoch: block.epoch,
    number: block.number,
    first: block.messages[0]?.seq ?? 0,
    messages: block.messages.length,
    salt,
    authors: [...block.authors].map(([index, user]) => [Buffer.from(index, 'latin1').readUIntBE(0, 3), user]),
    changes: block.messages.flatMap(({ seq, changes }): z.infer<typeof changesSchema>[] =>
      changes
        ? [
            [
              seq,
              changes.overlay,
              changes.marks.map(([mark, users]) => [mark, users.map(([user, rev]) => [user, rev])]),
              [...changes.texts],
            ],
          ]
        : [],
    ),
  };
  const json = Buffer.from(JSON.stringify(head));
  const times = Buffer.alloc(timeBytes * split.length);
  const lengths = Buffer.alloc(lengthBytes * split.length);
  let before = 0;
  for (const [index, { at, rest }] of split.entries()) {
    // Since the one before, which may be later; with its sign at the end, so that the high places are nearly all alike.
    const step = at - before;
    times.writeUIntBE(Math.abs(step) * 2 + (step < 0 ? 1 : 0), timeBytes * index, timeBytes);
    before = at;
    lengths.writeUIntBE(rest.length, lengthBytes * index, lengthBytes);
  }
  const columns = [
    transpose(Buffer.concat(split.map(({ author }) => author)), authorBytes),
    transpose(Buffer.concat(split.map(({ counts }) => counts)), countBytes),
    Buffer.concat(split.map(({ mentions }) => mentions)),
    transpose(times, timeBytes),
    transpose(lengths, lengthBytes),
    Buffer.concat(split.map(({ rest }) => rest)),
  ];
  const frame = await compress(
    Buffer.concat([uint32(json.length), json, ...columns.map(({ length }) => uint32(length)), ...columns]),
    writing,
  );
  const words = Buffer.concat(split.flatMap((one) => one.words));
  const bytes = Buffer.concat([magic, uint32(words.length), words, frame]);
  return { bytes, hash: hashOf(bytes) };
}

/** Throws `BrokenBlock` for anything but the bytes that have this hash. */
export function unpackBlock(bytes: Buffer, hash: string): Block {
  if (hashOf(bytes) !== hash) throw new BrokenBlock('its bytes are not those that its name says');
  try {
    if (!bytes.subarray(0, magic.length).equals(magic)) throw new BrokenBlock('of a version that is not known here');
    const wordsEnd = 8 + bytes.readUInt32BE(4);
    // Some 0.3 ms: less than what a thread of its own would take to answer.
    const plain = zstdDecompressSync(bytes.subarray(wordsEnd), { maxOutputLength: mostBytes });
    return read(plain, bytes.subarray(8, wordsEnd));
  } catch (error) {
    throw error instanceof BrokenBlock ? error : new BrokenBlock('it cannot be read', { cause: error });
  }
}

function read(plain: Buffer, words: Buffer): Block {
  const jsonEnd = 4 + plain.readUInt32BE(0);
  const head = headSchema.parse(JSON.parse(plain.toString('utf8', 4, jsonEnd)));
  let at = jsonEnd + 4 * columnCount;
  const column = (index: number): Buffer => {
    const length = plain.readUInt32BE(jsonEnd + 4 * index);
    at += length;
    return plain.subarray(at - length, at);
  };
  const authors = restore(column(0), authorBytes);
  const counts = restore(column(1), countBytes);
  const mentions = column(2);
  const times = restore(column(3), timeBytes);
  const lengths = restore(column(4), lengthBytes);
  const rests = column(5);
  if (at !== plain.length) throw new BrokenBlock('its columns do not fill it');
  const changes = new Map(
    head.changes.map(([seq, overlay, marks, texts]): [number, ColdChanges] => [seq, { overlay, marks, texts }]),
  );
  const messages: ColdMessage[] = [];
  const from = { mention: 0, word: 0, rest: 0 };
  let time = 0;
  for (let index = 0; index < head.messages; index += 1) {
    const step = times.readUIntBE(timeBytes * index, timeBytes);
    time += Math.floor(step / 2) * (step % 2 === 1 ? -1 : 1);
    const restEnd = from.rest + lengths.readUIntBE(lengthBytes * index, lengthBytes);
    const joined = joinEntry({
      author: authors.subarray(authorBytes * index, authorBytes * (index + 1)),
      counts: counts.subarray(countBytes * index, countBytes * (index + 1)),
      mentions: mentions.subarray(from.mention),
      at: time,
      words: words.subarray(from.word),
      rest: rests.subarray(from.rest, restEnd),
    });
    from.mention += joined.mentionBytes;
    from.word += joined.wordBytes;
    from.rest = restEnd;
    const seq = head.first + index;
    messages.push({ seq, entry: joined.entry, changes: changes.get(seq) ?? null });
  }
  if (from.mention !== mentions.length || from.word !== words.length || from.rest !== rests.length)
    throw new BrokenBlock('more is in it than its messages');
  const users = new Map(
    head.authors.map(([index, user]) => {
      const packed = Buffer.alloc(3);
      packed.writeUIntBE(index, 0, 3);
      return [packed.toString('latin1'), asUserId(user)] as const;
    }),
  );
  // Written by this adapter alone, and named by the hash of what was written.
  const conversation = head.conversation as ConversationId;
  return { conversation, epoch: head.epoch, number: head.number, messages, authors: users };
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** First bytes of all items first, and so on. */
function transpose(items: Buffer, width: number): Buffer {
  if (width === 1) return items;
  const count = items.length / width;
  const columns = Buffer.alloc(items.length);
  for (let index = 0; index < count; index += 1)
    for (let place = 0; place < width; place += 1) columns[place * count + index] = items[index * width + place] ?? 0;
  return columns;
}

const restore = (columns: Buffer, width: number): Buffer => {
  if (columns.length % width !== 0) throw new BrokenBlock('a column is cut off');
  return transpose(columns, columns.length / width);
};
