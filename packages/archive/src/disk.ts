import { open, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whole and on the disk, or not there at all. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const beside = `${path}.unfinished`;
  const handle = await open(beside, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, path);
  await sync(dirname(path));
}

/** Whole, or not there at all, for whoever reads it from now on; on the disk when `syncAll` has returned. A sync for each file would make those wait who write to the same disk meanwhile. */
export async function writeSoon(path: string, bytes: Uint8Array): Promise<void> {
  const beside = `${path}.unfinished`;
  await writeFile(beside, bytes, { mode: 0o600 });
  await rename(beside, path);
}

/** Files of one folder, one after the other, and their names. */
export async function syncAll(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) await sync(join(folder, name));
  await sync(folder);
}
