import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, open, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';
import { ArchiveFault } from './archive-fault.ts';
import { ArchiveReader, readManifest } from './archive-reader.ts';
import { syncAll, writeSoon, writeWhole } from './disk.ts';
import {
  filePath,
  filesFolder,
  folderOf,
  formatName,
  formatVersion,
  manifestFile,
  partName,
  progressFile,
} from './format.ts';
import type { Backup, Manifest, Part, PartKind, Purpose } from './format.ts';

/** A part is closed, and is there for good, at about so much. */
const partLines = 20_000;
const partBytes = 8 * 1_048_576;
const compressing = { params: { [constants.ZSTD_c_compressionLevel]: 3 } };

/** Up to where a conversation was read, and from which backup's which part on what is said of it is of its present history. */
export type KeptPosition = {
  readonly conversation: string;
  readonly epoch: string;
  readonly seq: number;
  readonly rev: number;
  /** The first number that existed then. */
  readonly first: number;
  readonly from: readonly [number, number];
};
type Noted = KeptPosition & { readonly isDone: boolean };
type Progress = { readonly part: Part; readonly positions: readonly Noted[] };

/** Where the pieces of an archive go. */
export type ArchivePlace = {
  /** A part is closed. `progress`: what whoever goes on has to know of it; null where it is written anew. */
  part(name: string, bytes: Buffer, progress: string | null): Promise<void>;
  hasFile(hash: string): boolean;
  /** False where the bytes are not those of the name: then they are not kept, or not counted. */
  addFile(hash: string, body: AsyncIterable<Uint8Array>): Promise<boolean>;
  /** All parts are there: from here on it is a backup. */
  finish(parts: readonly string[], manifest: Buffer): Promise<void>;
};

/**
 * Writes one backup into an archive: the first one, or what has changed since the last. Each part that is closed is there together with a line that says how far it goes, so a process that is killed
 * loses what it had not closed, and the next one goes on. All of it is synced to the disk at the end, before the manifest, which comes last: until then the archive is what it was. Where the machine died instead, the
 * next process goes on from the last part that is what its line says.
 */
export class ArchiveWriter {
  readonly number: number;
  /** Of an earlier process that did not come to its end. */
  readonly isResumed: boolean;
  readonly #place: ArchivePlace;
  readonly #manifest: Manifest;
  readonly #startedAt: number;
  /** By conversation. */
  readonly #positions: Map<string, KeptPosition>;
  readonly #done: Set<string>;
  readonly #parts: Part[];
  #lines: string[] = [];
  #bytes = 0;
  #messages = 0;
  #noted = new Map<string, Noted>();

  private constructor(
    place: ArchivePlace,
    manifest: Manifest,
    progress: readonly Progress[],
    positions: Map<string, KeptPosition>,
    now: number,
  ) {
    this.#place = place;
    this.#manifest = manifest;
    this.number = manifest.backups.length + 1;
    this.#startedAt = now;
    this.isResumed = progress.length > 0;
    this.#positions = positions;
    this.#parts = progress.map(({ part }) => part);
    this.#done = new Set();
    for (const { positions: noted } of progress)
      for (const { isDone, ...position } of noted) {
        positions.set(position.conversation, position);
        if (isDone) this.#done.add(position.conversation);
      }
  }

  /** Takes an empty place, or goes on with the archive that is there. Throws `ArchiveFault` in words. */
  static async open(directory: string, purpose: Purpose, now: number): Promise<ArchiveWriter> {
    const manifest = await takeDirectory(directory, purpose);
    const number = manifest.backups.length + 1;
    const folder = join(directory, folderOf(number));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const progress = await readProgress(folder);
    // What was not closed is not there.
    const known = new Set([progressFile, ...progress.map(({ part }) => part.name)]);
    for (const name of await readdir(folder)) if (!known.has(name)) await rm(join(folder, name), { force: true });
    const positions = new Map<string, KeptPosition>();
    const last = manifest.backups.at(-1);
    if (last) {
      const reader = await ArchiveReader.open(directory);
      for (const part of reader.partsOf(last, 'positions'))
        for (const position of (await reader.read(last, part)) as readonly KeptPosition[])
          positions.set(position.conversation, position);
    }
    return new ArchiveWriter(new Directory(directory, number), manifest, progress, positions, now);
  }

  /** An export that begins and ends there, with one backup in it. */
  static to(place: ArchivePlace, now: number): ArchiveWriter {
    const manifest: Manifest = { format: formatName, version: formatVersion, purpose: 'export', backups: [] };
    return new ArchiveWriter(place, manifest, [], new Map(), now);
  }

  /** Where it was read up to, in this backup or in the last one. */
  positionOf(conversation: string): KeptPosition | undefined {
    return this.#positions.get(conversation);
  }
  /** It is in this backup, as a whole. */
  isDone(conversation: string): boolean {
    return this.#done.has(conversation);
  }
  /** Parts of this kind are there already. */
  has(kind: PartKind): boolean {
    return this.#parts.some((part) => part.kind === kind);
  }

  /** Lines of the part of logs that is open. */
  async add(records: readonly { readonly kind: string }[]): Promise<void> {
    for (const record of records) {
      const line = JSON.stringify(record);
      this.#lines.push(line);
      this.#bytes += line.length;
      if (record.kind === 'message') this.#messages += 1;
    }
    if (this.#lines.length >= partLines || this.#bytes >= partBytes) await this.closePart();
  }

  /** What was added goes so far. */
  note(
    conversation: string,
    reached: { readonly epoch: string; readonly seq: number; readonly rev: number },
    isDone: boolean,
    first = 1,
  ): void {
    const from = this.#positions.get(conversation)?.from ?? ([this.number, this.#nextOf('log')] as const);
    const { epoch, seq, rev } = reached;
    const position = { conversation, epoch, seq, rev, first, from };
    this.#positions.set(conversation, position);
    this.#noted.set(conversation, { ...position, isDone });
    if (isDone) this.#done.add(conversation);
  }

  /** Its history was rewritten: what was said of it before does not count. */
  async restart(conversation: string): Promise<void> {
    await this.closePart();
    this.#positions.delete(conversation);
  }

  async closePart(): Promise<void> {
    const [lines, messages, positions] = [this.#lines, this.#messages, [...this.#noted.values()]];
    this.#lines = [];
    this.#bytes = 0;
    this.#messages = 0;
    this.#noted = new Map();
    if (lines.length === 0 && positions.length === 0) return;
    await this.#write('log', lines, messages, positions);
  }

  /** All lines of another kind, in parts. What an earlier process wrote of it is written anew. */
  async writeAll(kind: Exclude<PartKind, 'log'>, records: AsyncIterable<readonly unknown[]>): Promise<number> {
    let [lines, bytes, all]: [string[], number, number] = [[], 0, 0];
    const before = this.#parts.filter((part) => part.kind === kind);
    for (const part of before) this.#parts.splice(this.#parts.indexOf(part), 1);
    const close = async (): Promise<void> => {
      await this.#write(kind, lines, 0, []);
      [lines, bytes] = [[], 0];
    };
    for await (const some of records) {
      for (const record of some) {
        const line = JSON.stringify(record);
        lines.push(line);
        bytes += line.length;
        all += 1;
      }
      if (lines.length >= partLines || bytes >= partBytes) await close();
    }
    if (lines.length > 0) await close();
    return all;
  }

  #nextOf(kind: PartKind): number {
    return this.#parts.filter((part) => part.kind === kind).length + 1;
  }

  async #write(kind: PartKind, lines: readonly string[], messages: number, positions: readonly Noted[]): Promise<void> {
    const name = partName(kind, this.#nextOf(kind));
    const bytes = zstdCompressSync(Buffer.from(lines.map((line) => `${line}\n`).join('')), compressing);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const part: Part = { name, kind, bytes: bytes.length, sha256, lines: lines.length, messages };
    await this.#place.part(name, bytes, kind === 'log' ? lineOf({ part, positions }) : null);
    this.#parts.push(part);
  }

  hasFile(hash: string): boolean {
    return this.#place.hasFile(hash);
  }
  /** False where the bytes are not those of the name. */
  addFile(hash: string, body: AsyncIterable<Uint8Array>): Promise<boolean> {
    return this.#place.addFile(hash, body);
  }

  /** Conversations that are not among `present` are forgotten. From here on it is a backup. */
  async finish(
    present: ReadonlySet<string>,
    told: Pick<Backup, 'madeBy' | 'store' | 'people' | 'files' | 'missing'>,
    now: number,
  ): Promise<Backup> {
    await this.closePart();
    for (const conversation of this.#positions.keys())
      if (!present.has(conversation)) this.#positions.delete(conversation);
    await this.writeAll('positions', inChunks([...this.#positions.values()]));
    const backup: Backup = {
      number: this.number,
      startedAt: this.#startedAt,
      finishedAt: now,
      ...told,
      conversations: this.#positions.size,
      messages: this.#parts.reduce((sum, { messages }) => sum + messages, 0),
      parts: this.#parts,
    };
    const manifest: Manifest = { ...this.#manifest, backups: [...this.#manifest.backups, backup] };
    await this.#place.finish(
      this.#parts.map(({ name }) => name),
      Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`),
    );
    return backup;
  }
}

/** An archive that lies in a directory. */
class Directory implements ArchivePlace {
  readonly #directory: string;
  readonly #folder: string;

  constructor(directory: string, number: number) {
    this.#directory = directory;
    this.#folder = join(directory, folderOf(number));
  }

  async part(name: string, bytes: Buffer, progress: string | null): Promise<void> {
    await writeSoon(join(this.#folder, name), bytes);
    if (progress !== null) await appendFile(join(this.#folder, progressFile), progress, { mode: 0o600 });
  }

  hasFile(hash: string): boolean {
    return existsSync(join(this.#directory, filePath(hash)));
  }

  async addFile(hash: string, body: AsyncIterable<Uint8Array>): Promise<boolean> {
    const path = join(this.#directory, filePath(hash));
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const beside = `${path}.unfinished`;
    const handle = await open(beside, 'w', 0o600);
    const sha256 = createHash('sha256');
    try {
      for await (const chunk of body) {
        sha256.update(chunk);
        await handle.write(chunk);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (sha256.digest('hex') !== hash) {
      await rm(beside, { force: true });
      return false;
    }
    await rename(beside, path);
    return true;
  }

  async finish(parts: readonly string[], manifest: Buffer): Promise<void> {
    await syncAll(this.#folder, parts);
    await writeWhole(join(this.#directory, manifestFile), manifest);
    await rm(join(this.#folder, progressFile), { force: true });
  }
}

async function* inChunks<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
  for (let at = 0; at < items.length; at += partLines) yield await Promise.resolve(items.slice(at, at + partLines));
}

async function takeDirectory(directory: string, purpose: Purpose): Promise<Manifest> {
  let names: readonly string[];
  try {
    names = await readdir(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR')
      throw new ArchiveFault(`${directory} is there already, and is no archive: name another place.`);
    if (code !== 'ENOENT') throw new ArchiveFault(`${directory} cannot be read (${String(code)}).`, { cause: error });
    names = [];
  }
  if (names.includes(manifestFile)) {
    const manifest = await readManifest(directory);
    if (manifest.purpose === purpose && purpose === 'backup') return manifest;
    throw new ArchiveFault(
      `${directory} is there already (an archive of another kind, or an export): name another place.`,
    );
  }
  if (
    names.length > 0 &&
    !names.every((name) => /^(?:\d{4}|archive\.json\.unfinished)$/.test(name) || name === filesFolder)
  )
    throw new ArchiveFault(`${directory} is there already, and is no archive: name another place.`);
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const manifest: Manifest = { format: formatName, version: formatVersion, purpose, backups: [] };
    await writeWhole(join(directory, manifestFile), Buffer.from(`${JSON.stringify(manifest)}\n`));
    return manifest;
  } catch (error) {
    throw new ArchiveFault(`The archive could not be written to ${directory}: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

const lineOf = (progress: Progress): string => `${JSON.stringify(progress)}\n`;

/** Up to a line that was cut off, or whose part is not what it says: from there on it is written again. */
async function readProgress(folder: string): Promise<readonly Progress[]> {
  const path = join(folder, progressFile);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return [];
  }
  const found: Progress[] = [];
  for (const line of text.split('\n')) {
    let progress: Progress;
    try {
      progress = JSON.parse(line) as Progress;
    } catch {
      break;
    }
    if (!(await isThere(folder, progress.part))) break;
    found.push(progress);
  }
  // More lines are added to these.
  const kept = found.map(lineOf).join('');
  if (kept !== text) await writeFile(path, kept, { mode: 0o600 });
  return found;
}

async function isThere(folder: string, { name, bytes, sha256 }: Part): Promise<boolean> {
  try {
    const found = await readFile(join(folder, name));
    return found.length === bytes && createHash('sha256').update(found).digest('hex') === sha256;
  } catch {
    return false;
  }
}
