import type { ArchiveReader } from '@rookery/archive';
import type { StoreRecord } from '../domain/store-record.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { StoreSink } from '../ports/store-sink.ts';

/** Records written at once. */
const writtenAtOnce = 4_000;
/** No file is larger; what a store takes is bounded by whoever uploads. */
const anyBytes = Number.MAX_SAFE_INTEGER;

export type Restored = {
  readonly conversations: number;
  readonly messages: number;
  readonly people: number;
  readonly files: number;
  /** Names of files whose bytes the archive does not have, or has not whole. */
  readonly missing: readonly string[];
};
type FileLine = { readonly scope: string; readonly hash: string };
type PositionLine = { readonly conversation: string; readonly first: number; readonly from: readonly [number, number] };

/**
 * Writes all of an archive into a store in which there is nothing. Messages are read from the first backup to the last, which has what is beside them; a message that was changed stands in a later one again. Nothing is believed
 * whose checksum is another. It may be cut off anywhere and begun again. [ARC-4]
 */
export async function restoreArchive(
  reader: ArchiveReader,
  sink: StoreSink,
  blobs: Blobs,
  report: (done: { readonly messages: number; readonly of: number }) => void = () => undefined,
): Promise<Restored> {
  const { last } = reader;
  const positions = new Map<string, PositionLine>();
  for (const part of reader.partsOf(last, 'positions'))
    for (const line of (await reader.read(last, part)) as readonly PositionLine[])
      positions.set(line.conversation, line);
  // What was written before it was cut off is of the same archive, but perhaps of an earlier backup.
  if (sink.isResumed) await sink.forgetAllButMessages();
  const all = reader.manifest.backups.reduce((sum, { messages }) => sum + messages, 0);
  let [messages, people] = [0, 0];
  for (const backup of reader.manifest.backups) {
    const logs = reader.partsOf(backup, 'log');
    for (const [index, part] of logs.entries()) {
      const records = ((await reader.read(backup, part)) as readonly StoreRecord[]).filter((record) => {
        // Archives may name what this version does not know.
        if (record.kind !== 'message') return backup === last;
        const position = positions.get(record.conversation);
        if (!position || record.seq < position.first) return false;
        const [fromBackup, fromPart] = position.from;
        return backup.number > fromBackup || (backup.number === fromBackup && index + 1 >= fromPart);
      });
      messages += records.reduce((count, { kind }) => count + (kind === 'message' ? 1 : 0), 0);
      await inChunks(records, (some) => sink.write(some));
      report({ messages, of: all });
    }
  }
  for (const part of reader.partsOf(last, 'people', 'server')) {
    const records = (await reader.read(last, part)) as readonly StoreRecord[];
    people += records.reduce((count, { kind }) => count + (kind === 'person' ? 1 : 0), 0);
    await inChunks(records, (some) => sink.write(some));
  }
  const { files, missing } = await restoreFiles(reader, blobs);
  await sink.finish('new');
  return { conversations: positions.size, messages, people, files, missing };
}

async function inChunks(
  records: readonly StoreRecord[],
  write: (some: readonly StoreRecord[]) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < records.length; at += writtenAtOnce) await write(records.slice(at, at + writtenAtOnce));
}

/** One after the other: bytes that are there already are not written again. */
async function restoreFiles(
  reader: ArchiveReader,
  blobs: Blobs,
): Promise<{ readonly files: number; readonly missing: readonly string[] }> {
  const missing: string[] = [];
  let files = 0;
  for (const part of reader.partsOf(reader.last, 'files'))
    for (const { scope, hash } of (await reader.read(reader.last, part)) as readonly FileLine[]) {
      if (!reader.hasFile(hash)) {
        missing.push(hash);
        continue;
      }
      const put = await blobs.put(scope, reader.openFile(hash), { bytes: anyBytes });
      if (put.hash === hash) files += 1;
      else {
        missing.push(hash);
        await blobs.remove(scope, put.hash);
      }
    }
  return { files, missing };
}
