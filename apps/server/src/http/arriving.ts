import type { Readable } from 'node:stream';
import { ChatError } from '@rookery/protocol';
import type { Call } from './exchanges.ts';
import { freePassedBytes } from './free-passed-bytes.ts';

/** Whoever sends or takes nothing for so long is cut off, ms. */
const stalledMs = 30_000;

/** The body as it comes. What its sender breaks off is no fault of ours. */
export async function* arriving(body: Readable | undefined): AsyncGenerator<Uint8Array> {
  try {
    // Left as it is where somebody stops reading: whoever sends it is to hear why.
    for await (const piece of body?.iterator({ destroyOnReturn: false }) ?? []) yield piece as Uint8Array;
  } catch (error) {
    throw new ChatError('bad_request', { message: 'The body did not arrive.', cause: error });
  }
}

/** Ends the connection where nothing passes over it for a while. Call what it returns to stop watching. */
export function cutOffStalled(call: Call): () => void {
  const passedAll = freePassedBytes();
  let passed = call.passed();
  const watch = setInterval(() => {
    const now = call.passed();
    if (now === passed) call.abort();
    passed = now;
  }, stalledMs);
  return () => {
    clearInterval(watch);
    passedAll();
  };
}
