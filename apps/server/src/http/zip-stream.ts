import { Readable } from 'node:stream';
import type { PassThrough } from 'node:stream';
import { ZipFile } from 'yazl';

/** Whoever takes nothing for so long is cut off, ms. */
const idleMs = 60_000;

/** Resolves when all of it was taken. `isDense`: it would not shrink. */
export type AddToZip = (name: string, body: AsyncIterable<string | Uint8Array>, isDense?: boolean) => Promise<void>;

/**
 * An archive of what `write` adds, one file after the other, made as it is taken: what waits to be taken is some hundred kilobytes. Where it fails, or nobody takes it any more, the
 * stream is destroyed, and what was taken is no whole archive. `over` is called once, in any case.
 */
export function zipStream(write: (add: AddToZip) => Promise<void>, over: () => void): Readable {
  const zip = new ZipFile();
  // As the library makes it.
  const output = zip.outputStream as PassThrough;
  let source: Readable | null = null;
  let idle: NodeJS.Timeout | undefined;
  let refuse: ((error: Error) => void) | null = null;
  const giveUp = (error: Error): void => void output.destroy(error);
  const nobodyTakes = (): Error => new Error('nobody takes the export');
  const watched = async function* (body: AsyncIterable<string | Uint8Array>): AsyncGenerator<string | Uint8Array> {
    for await (const piece of body) {
      idle = setTimeout(() => giveUp(nobodyTakes()), idleMs);
      yield piece;
      clearTimeout(idle);
    }
  };
  const add: AddToZip = (name, body, isDense = false) =>
    new Promise((resolve, reject) => {
      if (output.destroyed) {
        reject(nobodyTakes());
        return;
      }
      refuse = reject;
      zip.addReadStreamLazy(name, { compress: !isDense }, (done) => {
        source = Readable.from(watched(body));
        source.once('error', giveUp);
        source.once('end', resolve);
        done(null, source);
      });
    });
  zip.on('error', giveUp);
  output.once('close', () => {
    clearTimeout(idle);
    source?.destroy();
    refuse?.(nobodyTakes());
    over();
  });
  write(add).then(() => zip.end(), giveUp);
  return output;
}
