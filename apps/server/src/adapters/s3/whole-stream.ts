import { Readable } from 'node:stream';
import { ChatError } from '@rookery/protocol';

/**
 * What a store answers, as it comes, or a failure: when it breaks off, ends before `length` bytes, or is silent for so long while somebody
 * waits. That the reader takes her time is no silence.
 */
export function wholeStream(body: Readable, length: number, idleMs: number): Readable {
  const stream = Readable.from(pieces(body, length, idleMs), { objectMode: false, highWaterMark: 65_536 });
  // Also where nobody has begun to read.
  stream.once('close', () => body.destroy());
  // What fails after its reader has gone is nobody's.
  body.on('error', () => undefined);
  return stream;
}

export const emptyStream = (): Readable => Readable.from([], { objectMode: false });

async function* pieces(body: Readable, length: number, idleMs: number): AsyncGenerator<Buffer> {
  const source = (body as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  let left = length;
  for (;;) {
    const timer = setTimeout(() => body.destroy(new Error('the store is silent')), idleMs);
    let next: IteratorResult<Buffer>;
    try {
      next = await source.next();
    } catch (cause) {
      throw new ChatError('unavailable', { cause });
    } finally {
      clearTimeout(timer);
    }
    if (next.done === true) break;
    left -= next.value.length;
    yield next.value;
  }
  if (left !== 0) throw new ChatError('unavailable', { cause: new Error('the store ended early') });
}
