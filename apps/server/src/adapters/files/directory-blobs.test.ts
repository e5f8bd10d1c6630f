import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync, rmdirSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeBlobs, hashOf, inPieces, wholeOf } from '../../ports/contracts/blobs.contract.ts';
import { DirectoryBlobs } from './directory-blobs.ts';

const newRoot = (): string => mkdtempSync(join(tmpdir(), 'rookery-blobs-'));

describeBlobs('a directory', async () => {
  const root = newRoot();
  const blobs = await DirectoryBlobs.open(root);
  return {
    blobs,
    close: async () => {
      blobs.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
});

describe('a directory of blobs', () => {
  let root: string;
  let blobs: DirectoryBlobs;
  beforeEach(async () => {
    root = newRoot();
    blobs = await DirectoryBlobs.open(root);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const unfinished = (): readonly string[] => readdirSync(join(root, 'unfinished'));
  /** A program with another node's store of the same directory, as `blobs`. */
  const program = (body: string): string =>
    `const { DirectoryBlobs } = await import(${JSON.stringify(join(import.meta.dirname, 'directory-blobs.ts'))});
     const blobs = await DirectoryBlobs.open(${JSON.stringify(root)});
     ${body}`;

  test('[BLOB-2] a node that is killed in the middle leaves nothing that is half, and what it began is swept when it is old', async () => {
    const node = spawn(process.execPath, [
      '--input-type=module',
      '--eval',
      program(`async function* body() {
        yield new Uint8Array(100_000);
        console.log('begun');
        await new Promise((resolve) => setTimeout(resolve, 1_000_000));
      }
      await blobs.put('r_a', body(), { bytes: 1_000_000 });`),
    ]);
    await once(node.stdout, 'data');
    node.kill('SIGKILL');
    await once(node, 'exit');
    const [left = ''] = unfinished();
    expect(unfinished()).toHaveLength(1);
    expect(await blobs.list(null, 10)).toEqual({ blobs: [], next: null });
    expect(await blobs.sweepCutOff(60_000)).toBe(0);
    const longAgo = new Date(Date.now() - 120_000);
    utimesSync(join(root, 'unfinished', left), longAgo, longAgo);
    expect(await blobs.sweepCutOff(60_000)).toBe(1);
    expect(unfinished()).toEqual([]);
  });

  test('[BLOB-2] where there is no space left it says so, and leaves nothing', async () => {
    // A file may not grow beyond a megabyte there.
    const done = spawnSync('bash', [
      '-c',
      'ulimit -f 1024; exec "$0" --input-type=module --eval "$1"',
      process.execPath,
      program(`async function* body() {
        for (let count = 0; count < 30; count += 1) yield new Uint8Array(100_000);
      }
      await blobs.put('r_a', body(), { bytes: 10_000_000 }).catch((error) => console.log(error.code, error.cause.code));`),
    ]);
    expect(done.stdout.toString()).toBe('unavailable EFBIG\n');
    expect(unfinished()).toEqual([]);
    expect(await blobs.list(null, 10)).toEqual({ blobs: [], next: null });
  });

  test('[BLOB-6] what is written may be read by whom the directory lets in, and by nobody else', async () => {
    const modesOf = async (mode: number): Promise<readonly number[]> => {
      chmodSync(root, mode);
      const { hash } = await (
        await DirectoryBlobs.open(root)
      ).put('r_a', inPieces(Buffer.from(`${mode}`)), { bytes: 9 });
      const address = await blobs.address('r_a', hash);
      if (address.kind !== 'file') throw new Error('not a file');
      const file = join(root, address.path);
      const modes = [dirname(dirname(file)), dirname(file), file].map((path) => statSync(path).mode & 0o7777);
      await blobs.remove('r_a', hash);
      rmdirSync(dirname(dirname(file)));
      return modes;
    };
    expect(await modesOf(0o700)).toEqual([0o700, 0o700, 0o600]);
    expect(await modesOf(0o2770)).toEqual([0o2750, 0o2750, 0o640]);
    expect(await modesOf(0o755)).toEqual([0o755, 0o755, 0o644]);
  });

  test('[BLOB-4] a copy takes no space, and its address is where a web server finds it', async () => {
    const bytes = Buffer.from('the bytes');
    const { hash } = await blobs.put('u_a', inPieces(bytes), { bytes: 100 });
    await blobs.copy('u_a', 'r_a', hash);
    const [one, other] = [await blobs.address('u_a', hash), await blobs.address('r_a', hash)];
    if (one.kind !== 'file' || other.kind !== 'file') throw new Error('not a file');
    expect(statSync(join(root, one.path)).ino).toBe(statSync(join(root, other.path)).ino);
    // Somebody who is reading goes on when it is removed.
    const reading = await blobs.open('r_a', hash);
    for (const scope of ['u_a', 'r_a']) await blobs.remove(scope, hash);
    expect(hashOf(await wholeOf(reading!.stream))).toBe(hash);
    const { free, total } = await blobs.free();
    expect(free).toBeGreaterThan(0);
    expect(free).toBeLessThanOrEqual(total);
  });
});
