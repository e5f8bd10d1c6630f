import type { Blobs } from '../ports/blobs.ts';

const page = 500;

/** Copies the bytes of files that the other place has not. Answers how many. What is put meanwhile may be left out: call it again. */
export async function copyBlobs(from: Blobs, to: Blobs): Promise<{ readonly files: number; readonly bytes: number }> {
  let [files, bytes] = [0, 0];
  for (let after: string | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
    const { blobs, next } = await from.list(after, page);
    for (const { scope, hash, bytes: size } of blobs) {
      const there = await to.open(scope, hash, { from: 0, to: 0 });
      there?.stream.destroy();
      if (there?.bytes === size) continue;
      const found = await from.open(scope, hash);
      // Taken away meanwhile.
      if (!found) continue;
      const kept = await to.put(scope, found.stream, { bytes: found.bytes });
      if (kept.hash !== hash) throw new Error(`The bytes ${hash} of ${scope} are damaged: their hash is ${kept.hash}.`);
      files += 1;
      bytes += kept.bytes;
    }
    after = next;
  }
  return { files, bytes };
}
