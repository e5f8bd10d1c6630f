import type { ConversationId, FileId, ThreadId, UserId } from '@rookery/protocol';
import type { Part } from '../../../domain/part.ts';
import type { StoredFile } from '../../../domain/stored-file.ts';

/** What is not there is null in JSON. */
type Maybe<Value> = Value | null;
type PackedFile = readonly [
  FileId,
  string,
  string,
  number,
  number,
  Maybe<number>,
  Maybe<number>,
  Maybe<number>,
  Maybe<string>,
  string,
  Maybe<string>,
  0 | 1,
  Maybe<string>?,
  Maybe<string>?,
];
type Packed =
  | readonly ['f', ...PackedFile[]]
  | readonly ['p', string, readonly string[], 0 | 1, 0 | 1, Maybe<number>]
  | readonly ['t', ThreadId, number]
  | readonly ['w', UserId, number, string, Maybe<ConversationId>, Maybe<number>];

type PackedPart = Exclude<Part, { readonly kind: 'silent' }>;

/** With their length before them (3 bytes); nothing where there are none. JSON without the fields' names. What is silent has its flag in the header. */
export function packParts(parts: readonly Part[]): Buffer {
  const packed = parts.filter((part) => part.kind !== 'silent').map(pack);
  if (packed.length === 0) return Buffer.alloc(0);
  const json = Buffer.from(JSON.stringify(packed));
  const length = Buffer.alloc(3);
  length.writeUIntBE(json.length, 0, 3);
  return Buffer.concat([length, json]);
}

/** Written by this adapter alone, so its shape is known. */
export const unpackParts = (json: string): Part[] => (JSON.parse(json) as Packed[]).map(unpack);

function pack(part: PackedPart): Packed {
  switch (part.kind) {
    case 'files':
      return ['f', ...part.files.map(packFile)];
    case 'poll': {
      const { question, options, multiple, anonymous, closesAt } = part;
      return ['p', question, options, multiple ? 1 : 0, anonymous ? 1 : 0, closesAt ?? null];
    }
    case 'from-thread':
      return ['t', part.thread, part.seq];
    case 'forwarded':
      return ['w', part.user, part.at, part.content, part.conversation ?? null, part.seq ?? null];
  }
}

function unpack(packed: Packed): Part {
  switch (packed[0]) {
    case 'f': {
      const [, ...files] = packed;
      return { kind: 'files', files: files.map(unpackFile) };
    }
    case 'p': {
      const [, question, options, multiple, anonymous, closesAt] = packed;
      const poll = { kind: 'poll' as const, question, options, multiple: multiple === 1, anonymous: anonymous === 1 };
      return closesAt === null ? poll : { ...poll, closesAt };
    }
    case 't':
      return { kind: 'from-thread', thread: packed[1], seq: packed[2] };
    case 'w': {
      const [, user, at, content, conversation, seq] = packed;
      const part = { kind: 'forwarded' as const, user, at, content };
      return conversation === null || seq === null ? part : { ...part, conversation, seq };
    }
  }
}

/** Scripts read the id (1), the type (3), the hashes (10, 11), and whether it can be shown (12). */
const packFile = ({
  id,
  name,
  type,
  bytes,
  createdAt,
  width,
  height,
  durationMs,
  thumb,
  hash,
  preview,
  isShown,
  alt,
  waveform,
}: StoredFile): PackedFile => {
  const packed = [
    ...([id, name, type, bytes, createdAt] as const),
    ...([width ?? null, height ?? null, durationMs ?? null, thumb ?? null, hash] as const),
    ...([preview ?? null, isShown ? 1 : 0] as const),
  ] as const;
  // Most files have neither.
  return alt === undefined && waveform === undefined ? packed : [...packed, alt ?? null, waveform ?? null];
};

function unpackFile([
  id,
  name,
  type,
  bytes,
  createdAt,
  width,
  height,
  durationMs,
  thumb,
  hash,
  preview,
  isShown,
  alt = null,
  waveform = null,
]: PackedFile): StoredFile {
  const file: StoredFile = {
    ...{ id, name, type, bytes, createdAt, hash },
    ...(preview === null ? {} : { preview }),
    ...(isShown === 1 ? { isShown: true } : {}),
  };
  if (width !== null) file.width = width;
  if (height !== null) file.height = height;
  if (durationMs !== null) file.durationMs = durationMs;
  if (thumb !== null) file.thumb = thumb;
  if (alt !== null) file.alt = alt;
  if (waveform !== null) file.waveform = waveform;
  return file;
}
