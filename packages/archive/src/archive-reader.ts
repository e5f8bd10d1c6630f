import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { zstdDecompressSync } from 'node:zlib';
import { ArchiveFault } from './archive-fault.ts';
import { filePath, folderOf, formatName, formatVersion, manifestFile, manifestSchema } from './format.ts';
import type { Backup, Manifest, Part, PartKind } from './format.ts';

/** What one part may come to, decompressed: beyond that it is no part of ours. */
const largestPartBytes = 256 * 1_048_576;

/** Reads an archive. Whatever it answers was as it was written: checksums are compared before anything is believed. */
export class ArchiveReader {
  readonly directory: string;
  readonly manifest: Manifest;

  private constructor(directory: string, manifest: Manifest) {
    this.directory = directory;
    this.manifest = manifest;
  }

  /** Throws `ArchiveFault`. */
  static async open(directory: string): Promise<ArchiveReader> {
    return new ArchiveReader(directory, await readManifest(directory));
  }

  get last(): Backup {
    const last = this.manifest.backups.at(-1);
    if (!last)
      throw new ArchiveFault(`${this.directory} holds no finished backup yet: repeat the command that makes it.`);
    return last;
  }

  partsOf(backup: Backup, ...kinds: readonly PartKind[]): readonly Part[] {
    return backup.parts.filter(({ kind }) => kinds.includes(kind));
  }

  /** The values of a part, in their order. Throws `ArchiveFault` where it is not as it was written. */
  async read(backup: Backup, part: Part): Promise<readonly unknown[]> {
    const path = join(this.directory, folderOf(backup.number), part.name);
    let bytes: Buffer;
    try {
      bytes = await readFile(path);
    } catch {
      throw new ArchiveFault(`${path} is missing.`);
    }
    if (bytes.length !== part.bytes || createHash('sha256').update(bytes).digest('hex') !== part.sha256)
      throw new ArchiveFault(`${path} is damaged: it is not what was written there.`);
    let values: unknown[];
    try {
      values = zstdDecompressSync(bytes, { maxOutputLength: largestPartBytes })
        .toString('utf8')
        .split('\n')
        .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as unknown]));
    } catch (error) {
      throw new ArchiveFault(`${path} cannot be read.`, { cause: error });
    }
    if (values.length !== part.lines)
      throw new ArchiveFault(`${path} holds ${values.length} lines in place of ${part.lines}.`);
    return values;
  }

  hasFile(hash: string): boolean {
    return existsSync(join(this.directory, filePath(hash)));
  }
  openFile(hash: string): Readable {
    return createReadStream(join(this.directory, filePath(hash)));
  }
}

export async function readManifest(directory: string): Promise<Manifest> {
  const path = join(directory, manifestFile);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw new ArchiveFault(`${directory} is no archive: there is no ${manifestFile} in it.`);
  }
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    throw new ArchiveFault(`${path} is damaged.`);
  }
  const { format, version } = (found ?? {}) as { readonly format?: unknown; readonly version?: unknown };
  if (format !== formatName) throw new ArchiveFault(`${path} is not of an archive of Rookery.`);
  if (typeof version !== 'number' || version > formatVersion)
    throw new ArchiveFault(
      `${directory} was written by a newer Rookery (its format is ${String(version)}, this one knows ${formatVersion}): use that version.`,
    );
  const manifest = manifestSchema.safeParse(found);
  if (!manifest.success) throw new ArchiveFault(`${path} is damaged.`);
  return manifest.data;
}
