import { flags } from './message-entry.ts';

/**
 * An entry of the log (message-entry.ts), apart: what is alike from one message to the next stands together, so that it gets small; random words
 * stand together, since nothing makes them smaller.
 */
export type SplitEntry = {
  /** Author, mentions, length of the header, flags. */
  readonly start: Buffer;
  /** Id and client id, those of 16 bytes. */
  readonly words: readonly Buffer[];
  readonly at: number;
  /** Ids as text, replyTo, parts and content. */
  readonly rest: Buffer;
};

const wordBytes = 16;
const timeBytes = 6;

export function splitEntry(entry: Buffer): SplitEntry {
  const startEnd = startBytesOf(entry);
  const flag = entry[startEnd - 1] ?? 0;
  const words: Buffer[] = [];
  const rest: Buffer[] = [];
  let at = startEnd;
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
  return { start: entry.subarray(0, startEnd), words, at: time, rest: Buffer.concat(rest) };
}

/** The entry again, out of what begins `starts` and `words`, and how much of these it took. */
export function joinEntry(
  starts: Buffer,
  time: number,
  words: Buffer,
  rest: Buffer,
): { readonly entry: Buffer; readonly startBytes: number; readonly wordBytes: number } {
  const startBytes = startBytesOf(starts);
  const flag = starts[startBytes - 1] ?? 0;
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
  const at = Buffer.alloc(timeBytes);
  at.writeUIntBE(time, 0, timeBytes);
  const client = flag & flags.clientId ? word((flag & flags.plainClientId) !== 0) : Buffer.alloc(0);
  const entry = Buffer.concat([starts.subarray(0, startBytes), id, at, client, rest.subarray(fromRest)]);
  return { entry, startBytes, wordBytes: fromWords };
}

/** Author (3), number of mentions (1), they (3 each), length of the header (1), flags (1). */
const startBytesOf = (entry: Buffer): number => 6 + 3 * (entry[3] ?? 0);
