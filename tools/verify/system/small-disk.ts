import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A file system of its own, in memory. False where this user may not. */
export const mountSmallDisk = (directory: string, bytes: number): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', directory]).status === 0;

export const unmount = (directory: string): void => void spawnSync('umount', ['-l', directory]);

/** Takes the last byte of it, until what is returned is called. */
export function fill(directory: string): () => void {
  const filler = join(directory, 'filler');
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
