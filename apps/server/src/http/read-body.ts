import type { Readable } from 'node:stream';
import { ChatError, limits } from '@rookery/protocol';
import { isTooDeep } from '../limits/nesting.ts';

/** A body that has not arrived by then is given up, ms. */
const arrivalMs = 8_000;

/** Bytes of all bodies that are being read. */
export class BodyBudget {
  readonly #limitBytes: number;
  #bytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Throws `unavailable` where the node holds as much as it can. */
  add(bytes: number): void {
    if (this.#bytes + bytes > this.#limitBytes) throw new ChatError('unavailable');
    this.#bytes += bytes;
  }

  free(bytes: number): void {
    this.#bytes -= bytes;
  }
}

const tooLarge = (): ChatError =>
  new ChatError('too_large', { message: `The body must be at most ${limits.frameBytes} bytes.` });

/**
 * The JSON value of a request's body; undefined where it is empty. Throws `too_large` beyond `limits.frameBytes`, `bad_request` where it is no JSON in
 * UTF-8 or does not arrive.
 */
export const readBody = (body: Readable | undefined, statedBytes: number, budget: BodyBudget): Promise<unknown> =>
  readAs(parse, body, statedBytes, budget);

/** Likewise, the text of the body: '' where it is empty. */
export const readText = async (body: Readable | undefined, statedBytes: number, budget: BodyBudget): Promise<string> =>
  (await readAs(decode, body, statedBytes, budget)) ?? '';

async function readAs<T>(
  made: (chunks: readonly Buffer[]) => T,
  body: Readable | undefined,
  statedBytes: number,
  budget: BodyBudget,
): Promise<T | undefined> {
  if (statedBytes > limits.frameBytes) throw tooLarge();
  if (!body) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (message: string) => (): void => reject(new ChatError('bad_request', { message }));
      timer = setTimeout(fail('The body did not arrive in time.'), arrivalMs);
      body.on('data', (chunk: Buffer) => {
        try {
          if (bytes + chunk.length > limits.frameBytes) throw tooLarge();
          budget.add(chunk.length);
          bytes += chunk.length;
          chunks.push(chunk);
        } catch (error) {
          reject(error as Error);
        }
      });
      body.once('end', resolve);
      body.once('error', fail('The body did not arrive.'));
      body.once('close', fail('The body did not arrive.'));
    });
    return made(chunks);
  } finally {
    clearTimeout(timer);
    body.removeAllListeners('data');
    budget.free(bytes);
  }
}

function decode(chunks: readonly Buffer[]): string {
  const [first = Buffer.alloc(0)] = chunks;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(chunks.length === 1 ? first : Buffer.concat(chunks));
  } catch {
    throw new ChatError('bad_request', { message: 'The body must be in UTF-8.' });
  }
}

function parse(chunks: readonly Buffer[]): unknown {
  if (chunks.length === 0) return undefined;
  try {
    const text = decode(chunks);
    if (isTooDeep(text)) throw new Error('no payload is so deep');
    return text.trim() === '' ? undefined : (JSON.parse(text) as unknown);
  } catch {
    throw new ChatError('bad_request', { message: 'The body must be JSON, in UTF-8.' });
  }
}
