import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, copyFile, link, mkdir, open, readdir, rename, rm, rmdir, stat, statfs, utimes } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { ChatError } from '@rookery/protocol';
import { placeOf, readPlace } from '../../domain/blob-place.ts';
import type { BlobAddress, Blobs, ByteRange, StoredBlob } from '../../ports/blobs.ts';
import { diskFailure } from './disk-failure.ts';

/** Beside the blobs, in the same file system: what is being written. No scope's folder has such a name. */
const unfinished = 'unfinished';
/** How often a folder may vanish between its making and its use: whoever takes its last blob away removes it. */
const folderTries = 20;

/** Who else may read what is written. */
type Modes = { readonly file: number; readonly folder: number };

/** Blobs as files of a directory, which several nodes may share. What is written there may be read by whom the directory itself lets in: its group, say, in which the web server is. */
export class DirectoryBlobs implements Blobs {
  readonly #root: string;
  readonly #modes: Modes;

  /** Makes the directory where it is not there. */
  static async open(root: string): Promise<DirectoryBlobs> {
    await mkdir(join(root, unfinished), { recursive: true, mode: 0o700 });
    const { mode } = await stat(root);
    // The group of a folder goes on to what is made in it where the directory says so (setgid).
    return new DirectoryBlobs(root, { file: 0o600 | (mode & 0o044), folder: 0o700 | (mode & 0o2055) });
  }

  private constructor(root: string, modes: Modes) {
    this.#root = root;
    this.#modes = modes;
  }

  async put(
    scope: string,
    body: AsyncIterable<Uint8Array>,
    bounds: { readonly bytes: number },
  ): Promise<{ readonly hash: string; readonly bytes: number }> {
    const beside = await this.#beside();
    try {
      const written = await writeWhole(beside, this.#modes.file, body, bounds.bytes);
      await this.#into(placeOf(scope, written.hash), (file) => rename(beside, file));
      return written;
    } catch (error) {
      await rm(beside, { force: true });
      throw error;
    }
  }

  async open(
    scope: string,
    hash: string,
    range?: ByteRange,
  ): Promise<{ readonly bytes: number; readonly stream: Readable } | undefined> {
    const file = this.#file(scope, hash);
    let handle: FileHandle;
    try {
      handle = await open(file, 'r');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw diskFailure(error);
    }
    const { size } = await handle.stat();
    if (range !== undefined && (range.from >= size || range.to < range.from)) {
      await handle.close();
      return { bytes: size, stream: Readable.from([]) };
    }
    const bounds = range === undefined ? {} : { start: range.from, end: Math.min(range.to, size - 1) };
    // The stream closes the file when it ends or is destroyed.
    return { bytes: size, stream: createReadStream('', { fd: handle, ...bounds }) };
  }

  async copy(from: string, to: string, hash: string): Promise<boolean> {
    const source = this.#file(from, hash);
    const beside = await this.#beside();
    try {
      // Before it has its second name: both are young then for whoever looks for old ones.
      const now = new Date();
      await utimes(source, now, now);
      await linkOrCopy(source, beside);
    } catch (error) {
      await rm(beside, { force: true });
      if (isMissing(error)) return false;
      throw diskFailure(error);
    }
    try {
      await this.#into(placeOf(to, hash), (file) => rename(beside, file));
    } finally {
      // Where both names are those of one file already, renaming does nothing.
      await rm(beside, { force: true });
    }
    return true;
  }

  async remove(scope: string, hash: string): Promise<void> {
    const file = this.#file(scope, hash);
    try {
      await rm(file, { force: true });
      await rmdir(dirname(file)).catch(() => undefined);
    } catch (error) {
      throw diskFailure(error);
    }
  }

  async list(
    after: string | null,
    limit: number,
  ): Promise<{ readonly blobs: readonly StoredBlob[]; readonly next: string | null }> {
    const blobs: StoredBlob[] = [];
    for await (const place of this.#placesAfter(after ?? '')) {
      const named = readPlace(place);
      const found = named && (await stat(join(this.#root, place)).catch(() => undefined));
      if (named && found) blobs.push({ ...named, bytes: found.size, at: Math.floor(found.mtimeMs) });
      if (blobs.length === limit) return { blobs, next: place };
    }
    return { blobs, next: null };
  }

  address(scope: string, hash: string): Promise<BlobAddress> {
    return Promise.resolve({ kind: 'file', path: placeOf(scope, hash) });
  }

  async free(): Promise<{ readonly free: number; readonly total: number }> {
    try {
      const { bavail, blocks, bsize } = await statfs(this.#root);
      return { free: bavail * bsize, total: blocks * bsize };
    } catch (error) {
      throw diskFailure(error);
    }
  }

  async sweepCutOff(olderThanMs: number): Promise<number> {
    const before = Date.now() - olderThanMs;
    let swept = 0;
    for (const name of await namesIn(join(this.#root, unfinished))) {
      const file = join(this.#root, unfinished, name);
      const found = await stat(file).catch(() => undefined);
      if (!found || found.mtimeMs > before) continue;
      await rm(file, { force: true });
      swept += 1;
    }
    return swept;
  }

  close(): void {}

  #file(scope: string, hash: string): string {
    return resolve(this.#root, placeOf(scope, hash));
  }

  /** Where a body is written until it is whole. */
  async #beside(): Promise<string> {
    const folder = join(this.#root, unfinished);
    // Also where somebody has tidied up.
    await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
      throw diskFailure(error);
    });
    return join(folder, randomUUID());
  }

  /** Gives a finished file its place, durably: its folder and those above it, which may be new, are synced. */
  async #into(place: string, take: (file: string) => Promise<void>): Promise<void> {
    const file = join(this.#root, place);
    const folder = dirname(file);
    for (let tries = 1; ; tries += 1)
      try {
        const isNew = (await mkdir(folder, { recursive: true })) !== undefined;
        // Whatever the mask of this process takes from what it makes.
        if (isNew) for (const made of [folder, dirname(folder)]) await chmod(made, this.#modes.folder);
        await take(file);
        for (const changed of [folder, dirname(folder), this.#root]) await sync(changed);
        return;
      } catch (error) {
        if (!isMissing(error) || tries === folderTries) throw diskFailure(error);
      }
  }

  /** The places behind `after`, in order; of each level only those folders are read that can hold some. */
  async *#placesAfter(after: string): AsyncGenerator<string> {
    const [afterFan = '', afterScope = ''] = after.split('/');
    for (const fan of await namesIn(this.#root)) {
      if (fan < afterFan || !/^[0-9a-f]{2}$/.test(fan)) continue;
      for (const scope of await namesIn(join(this.#root, fan))) {
        if (fan === afterFan && scope < afterScope) continue;
        for (const hash of await namesIn(join(this.#root, fan, scope))) {
          const place = `${fan}/${scope}/${hash}`;
          if (fan !== afterFan || scope !== afterScope || place > after) yield place;
        }
      }
    }
  }
}

/** Sorted by their bytes; none where it is no folder, or gone. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted((one, other) => (one < other ? -1 : 1));
  } catch (error) {
    if (isMissing(error) || (error as NodeJS.ErrnoException).code === 'ENOTDIR') return [];
    throw diskFailure(error);
  }
}

/** Writes and syncs a new file. Errors of the body are thrown as they are. */
async function writeWhole(
  file: string,
  mode: number,
  body: AsyncIterable<Uint8Array>,
  mostBytes: number,
): Promise<{ readonly hash: string; readonly bytes: number }> {
  const handle = await open(file, 'wx', 0o600).catch((error: unknown) => {
    throw diskFailure(error);
  });
  try {
    await handle.chmod(mode);
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of body) {
      bytes += chunk.byteLength;
      if (bytes > mostBytes) throw new ChatError('too_large');
      hash.update(chunk);
      await handle.writeFile(chunk).catch((error: unknown) => {
        throw diskFailure(error);
      });
    }
    await handle.sync().catch((error: unknown) => {
      throw diskFailure(error);
    });
    return { hash: hash.digest('hex'), bytes };
  } finally {
    await handle.close().catch(() => undefined);
  }
}

/** A second name for the same file; where the file system has none to give, a copy. */
async function linkOrCopy(source: string, target: string): Promise<void> {
  try {
    await link(source, target);
  } catch (error) {
    if (isMissing(error)) throw error;
    await copyFile(source, target);
    await sync(target);
  }
}

/** A file, or a folder's names. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';
