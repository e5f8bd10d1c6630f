import { Readable } from 'node:stream';
import type { PassThrough } from 'node:stream';
import { ZipFile } from 'yazl';
import type { ExportedFile } from '../app/export-account.ts';

/** Whoever takes nothing for so long is cut off, ms. */
const idleMs = 60_000;

/**
 * An archive of these files, made as it is taken: what waits to be taken is some hundred kilobytes. Where a file fails, or nobody takes it any more, the
 * stream is destroyed, and what was taken is no whole archive. `over` is called once, in any case.
 */
export function zipStream(files: readonly ExportedFile[], over: () => void): Readable {
  const zip = new ZipFile();
  // As the library makes it.
  const output = zip.outputStream as PassThrough;
  let source: Readable | null = null;
  let idle: NodeJS.Timeout | undefined;
  const giveUp = (error: Error): void => void output.destroy(error);
  const watched = async function* (text: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const piece of text) {
      idle = setTimeout(() => giveUp(new Error('nobody takes the export')), idleMs);
      yield piece;
      clearTimeout(idle);
    }
  };
  zip.on('error', giveUp);
  for (const { name, text } of files)
    zip.addReadStreamLazy(name, {}, (done) => {
      source = Readable.from(watched(text()));
      source.once('error', giveUp);
      done(null, source);
    });
  zip.end();
  output.once('close', () => {
    clearTimeout(idle);
    source?.destroy();
    over();
  });
  return output;
}
