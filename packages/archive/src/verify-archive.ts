import { createHash } from 'node:crypto';
import { ArchiveFault } from './archive-fault.ts';
import { ArchiveReader } from './archive-reader.ts';
import type { KeptPosition } from './archive-writer.ts';

export type Verified = {
  readonly backups: number;
  readonly conversations: number;
  readonly messages: number;
  readonly people: number;
  readonly files: number;
  /** In words; none where all is well. At most `mostFaults`. */
  readonly faults: readonly string[];
};

const mostFaults = 100;
type Line = {
  readonly kind?: unknown;
  readonly conversation?: unknown;
  readonly id?: unknown;
  readonly seq?: unknown;
  readonly hash?: unknown;
};
/** Numbers that a conversation's messages have, as far as they are without a gap. */
type Run = { first: number; last: number };

/**
 * Whether everything in an archive is as it was written and nothing is missing: checksums and counts of all parts, that each conversation's numbers are without a gap up to where it is said to go, and
 * the bytes of all files.
 */
export async function verifyArchive(
  directory: string,
  told: (text: string) => void = () => undefined,
): Promise<Verified> {
  const reader = await ArchiveReader.open(directory);
  const faults: string[] = [];
  const fault = (text: string): void => {
    if (faults.length < mostFaults) faults.push(text);
  };
  const read = async (...asked: Parameters<ArchiveReader['read']>): Promise<readonly unknown[]> => {
    try {
      return await reader.read(...asked);
    } catch (error) {
      if (!(error instanceof ArchiveFault)) throw error;
      fault(error.message);
      return [];
    }
  };
  const { last } = reader;
  const positions = new Map<string, KeptPosition>();
  for (const part of reader.partsOf(last, 'positions'))
    for (const position of (await read(last, part)) as readonly KeptPosition[])
      positions.set(position.conversation, position);
  if (positions.size !== last.conversations)
    fault(`The positions of ${positions.size} conversations are there, of ${last.conversations}.`);

  const runs = new Map<string, Run>();
  const described = new Set<string>();
  let people = 0;
  const hashes = new Set<string>();
  for (const backup of reader.manifest.backups) {
    for (const part of backup.parts) {
      if (backup !== last && part.kind !== 'log') {
        await read(backup, part);
        continue;
      }
      const index = backup.parts.filter(({ kind }) => kind === 'log').indexOf(part) + 1;
      for (const line of (await read(backup, part)) as readonly Line[]) {
        if (line.kind === 'person') people += 1;
        if (part.kind === 'files') hashes.add(String(line.hash));
        if (line.kind === 'conversation' && backup === last) described.add(String(line.id));
        if (line.kind !== 'message') continue;
        const [conversation, seq] = [String(line.conversation), Number(line.seq)];
        const position = positions.get(conversation);
        if (!position || seq < position.first) continue;
        const [fromBackup, fromPart] = position.from;
        if (backup.number < fromBackup || (backup.number === fromBackup && index < fromPart)) continue;
        const run = runs.get(conversation);
        if (!run) runs.set(conversation, { first: seq, last: seq });
        else if (seq > run.last + 1) {
          fault(`${conversation}: the messages ${run.last + 1} to ${seq - 1} are missing.`);
          run.last = seq;
        } else run.last = Math.max(run.last, seq);
      }
    }
    told(`Backup ${backup.number} of ${reader.manifest.backups.length} read.\n`);
  }
  let messages = 0;
  for (const { conversation, seq, first } of positions.values()) {
    const run = runs.get(conversation);
    if (!described.has(conversation)) fault(`${conversation}: what it is, is missing.`);
    messages += Math.max(0, seq - first + 1);
    if (seq < first || (run && run.first === first && run.last >= seq)) continue;
    fault(
      run
        ? `${conversation}: it goes from ${first} to ${seq}, and the messages from ${run.first} to ${run.last} are there.`
        : `${conversation}: its messages ${first} to ${seq} are missing.`,
    );
  }
  if (people !== last.people) fault(`The records of ${people} people are there, of ${last.people}.`);
  for (const hash of hashes) {
    if (last.missing.includes(hash)) continue;
    if (!reader.hasFile(hash)) fault(`The file ${hash} is missing.`);
    else if ((await hashOf(reader, hash)) !== hash) fault(`The file ${hash} is damaged.`);
  }
  for (const hash of last.missing) fault(`The file ${hash} was not there, or was damaged, when the backup was made.`);
  return {
    backups: reader.manifest.backups.length,
    conversations: positions.size,
    messages,
    people,
    files: hashes.size,
    faults,
  };
}

async function hashOf(reader: ArchiveReader, hash: string): Promise<string> {
  const sha256 = createHash('sha256');
  for await (const chunk of reader.openFile(hash)) sha256.update(chunk as Uint8Array);
  return sha256.digest('hex');
}
