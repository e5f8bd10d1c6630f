import { flags } from './message-entry.ts';

/**
 * An entry of the log (message-entry.ts), apart: what is alike from one message to the next stands together, so that it gets small; random words
 * stand together, since nothing makes them smaller.
 */
export type SplitEntry = {
  readonly author: Buffer;
  /** Number of mentions, length of the header, flags. */
  readonly counts: Buffer;
  readonly mentions: Buffer;
  readonly at: number;
  /** Id and client id, those of 16 bytes. */
  readonly words: readonly Buffer[];
  /** Ids as text, replyTo, parts and content. */
  readonly rest: Buffer;
};

const authorBytes = 3;
const wordBytes = 16;
const timeBytes = 6;

export function splitEntry(entry: Buffer): SplitEntry {
  const mentionsEnd = 4 + 3 * (entry[3] ?? 0);
  const flag = entry[mentionsEnd + 1] ?? 0;
  const words: Buffer[] = [];
  const rest: Buffer[] = [];
  let at = mentionsEnd + 2;
  const word = (isPlain: boolean): void => {
    const length = isPlain ? 1 + (entry[at] ?? 0) : wordBytes;
    (isPlain ? rest : words).push(entry.subarray(at, at + length));
    at += length;
  };
  word((flag & flags.plainId) !== 0);
  const time = entry.readUIntBE(at, timeBytes);
  at += timeBytes;
  if (flag & flags.clientId) word((flag & flags.plainClientId) !== 0);
  rest.push(entry.subarray(at));
  return {
    author: entry.subarray(0, authorBytes),
    counts: Buffer.from([entry[3] ?? 0, entry[mentionsEnd] ?? 0, flag]),
    mentions: entry.subarray(4, mentionsEnd),
    at: time,
    words,
    rest: Buffer.concat(rest),
  };
}

/** The entry again. Of `mentions` and `words` the beginning is its own: how much of them, is answered. */
export function joinEntry(split: Omit<SplitEntry, 'words'> & { readonly words: Buffer }): {
  readonly entry: Buffer;
  readonly mentionBytes: number;
  readonly wordBytes: number;
} {
  const { counts, rest, words } = split;
  const [mentions = 0, headerLength = 0, flag = 0] = counts;
  let fromWords = 0;
  let fromRest = 0;
  const word = (isPlain: boolean): Buffer => {
    if (isPlain) {
      const length = 1 + (rest[fromRest] ?? 0);
      fromRest += length;
      return rest.subarray(fromRest - length, fromRest);
    }
    fromWords += wordBytes;
    return words.subarray(fromWords - wordBytes, fromWords);
  };
  const id = word((flag & flags.plainId) !== 0);
  const client = flag & flags.clientId ? word((flag & flags.plainClientId) !== 0) : null;
  const start = 6 + 3 * mentions;
  const entry = Buffer.allocUnsafe(start + id.length + timeBytes + (client?.length ?? 0) + rest.length - fromRest);
  split.author.copy(entry, 0);
  entry[3] = mentions;
  split.mentions.copy(entry, 4, 0, 3 * mentions);
  entry[start - 2] = headerLength;
  entry[start - 1] = flag;
  let at = start + id.copy(entry, start);
  entry.writeUIntBE(split.at, at, timeBytes);
  at += timeBytes;
  if (client) at += client.copy(entry, at);
  rest.copy(entry, at, fromRest);
  return { entry, mentionBytes: 3 * mentions, wordBytes: fromWords };
}
