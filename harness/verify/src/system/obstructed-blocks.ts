import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/** How nodes find the store of blocks: it takes so long to give anything (`slowMs`), or has nothing for readers that was written since then (`lateSince`, ms since the epoch). */
type Obstruction = { readonly slowMs?: number; readonly lateSince?: number };

/** Of a server's build; it is another one than ours. */
type Blobs = {
  open(scope: string, hash: string, range?: unknown): Promise<unknown>;
  address(scope: string, hash: string): Promise<{ readonly path: string }>;
};
type Directory = { open(root: string): Promise<Blobs> };

/** From now on nodes that read this find their blocks so. */
export const obstruct = (control: string, obstruction: Obstruction): void =>
  writeFileSync(control, JSON.stringify(obstruction));

/** In a node: whatever it opens as the folder of its blocks is as `control` says at that moment. */
export async function obstructBlocks(build: string, control: string): Promise<void> {
  const loaded: unknown = await import(pathToFileURL(join(build, 'adapters/files/directory-blobs.js')).href);
  const { DirectoryBlobs } = loaded as { readonly DirectoryBlobs: Directory };
  const openRoot = DirectoryBlobs.open.bind(DirectoryBlobs);
  DirectoryBlobs.open = async (root) => {
    const blobs = await openRoot(root);
    if (basename(root) !== 'blocks') return blobs;
    const open = blobs.open.bind(blobs);
    blobs.open = async (...asked) => {
      const { slowMs = 0, lateSince = Infinity } = read(control);
      if (slowMs > 0) await pause(slowMs);
      const { path } = await blobs.address(asked[0], asked[1]);
      const found = await stat(join(root, path)).catch(() => null);
      return found && found.mtimeMs >= lateSince ? undefined : open(...asked);
    };
    return blobs;
  };
}

/** Nothing where it is being written. */
function read(control: string): Obstruction {
  try {
    return existsSync(control) ? (JSON.parse(readFileSync(control, 'utf8')) as Obstruction) : {};
  } catch {
    return {};
  }
}
