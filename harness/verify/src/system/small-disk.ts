import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const does = (command: string, ...args: readonly string[]): boolean => spawnSync(command, args).status === 0;

/** A small file system of its own, on a directory: one that can be filled and broken. */
export class SmallDisk {
  readonly #directory: string;
  /** Where its bytes are; null: in memory. */
  readonly #image: string | null;

  private constructor(directory: string, image: string | null) {
    this.#directory = directory;
    this.#image = image;
  }

  /** Null where this user may not mount. */
  static inMemory(directory: string, bytes: number): SmallDisk | null {
    return does('mount', '-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', directory)
      ? new SmallDisk(directory, null)
      : null;
  }

  /** Ext4 on a file beside the directory. Null where there are no loop devices, or this user may not mount. */
  static onImage(directory: string, bytes: number): SmallDisk | null {
    const image = `${directory}.image`;
    writeFileSync(image, '');
    truncateSync(image, bytes);
    // By itself it would take blocks of 1 KiB for so small a disk, which those that hold a server do not have: SQLite reserves what it maps by
    // writing one byte to each page of 4 KiB, so with these it is ended by SIGBUS where some of a page finds no room.
    if (does('mkfs.ext4', '-q', '-F', '-m', '0', '-b', '4096', image) && does('mount', '-o', 'loop', image, directory))
      return new SmallDisk(directory, image);
    rmSync(image);
    return null;
  }

  get canBreak(): boolean {
    return this.#image !== null;
  }

  /** What is written fails from now on, to open files too: as the kernel makes a disk that it finds broken. */
  break(): void {
    if (!does('mount', '-o', 'remount,abort', this.#directory)) throw new Error('the disk could not be broken');
  }

  /** Nobody may have a file of it open. */
  mend(): void {
    const image = this.#image;
    if (image === null) throw new Error('a disk in memory does not break');
    if (!does('umount', this.#directory)) throw new Error('the broken disk is in use');
    // 1: errors were corrected.
    if ((spawnSync('e2fsck', ['-p', image]).status ?? 8) > 1) throw new Error('the broken disk could not be mended');
    if (!does('mount', '-o', 'loop', image, this.#directory)) throw new Error('the mended disk could not be mounted');
  }

  /** False where a file of it is open for writing. */
  remount(options: 'ro' | 'rw'): boolean {
    return does('mount', '-o', `remount,${options}`, this.#directory);
  }

  /** Takes the last byte of it, until what is returned is called. */
  fill(): () => void {
    const filler = join(this.#directory, 'filler');
    const file = openSync(filler, 'w');
    const empty = (): void => {
      closeSync(file);
      rmSync(filler);
    };
    try {
      for (const size of [1_048_576, 4_096, 256]) {
        const block = Buffer.alloc(size);
        for (let isFull = false; !isFull;)
          try {
            isFull = writeSync(file, block) < size;
          } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
            isFull = true;
          }
      }
    } catch (error) {
      empty();
      throw error;
    }
    return empty;
  }

  unmount(): void {
    unmount(this.#directory);
  }
}

export const unmount = (directory: string): void => void does('umount', '-l', directory);
