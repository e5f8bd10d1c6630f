import { ChatError } from '@rookery/protocol';
import type { ConversationId } from '@rookery/protocol';
import type { Blobs } from '../../ports/blobs.ts';
import type { HistoryFigures } from '../../ports/history.ts';
import { BrokenBlock, unpackBlock } from './packing/block.ts';
import type { Block } from './packing/block.ts';

/** Of reading one block, from asking the store to its last byte. */
const readMs = 2_000;
/** Blocks that are read at once; beyond it, and what waits for them, `unavailable`. */
const mostReads = 64;
/** No block is longer in the store. */
const mostBytes = 64 * 1_048_576;
/** When whoever was refused may ask again. */
const retryAfterMs = 2_000;

/** The store of blocks has none of this name: another one has taken its place meanwhile, or it is lost. */
export class BlockGone extends ChatError {
  constructor() {
    super('unavailable', { cause: new Error('a block of sealed messages is not in its store'), retryAfterMs });
  }
}

const away = (cause: unknown): ChatError => new ChatError('unavailable', { cause, retryAfterMs });

type Kept = { readonly block: Block; readonly bytes: number };

/**
 * Reads blocks, each once at a time, and keeps those that were read last, as many as fit. What cannot be read in time is `unavailable`, and what is not what was written too: never is it
 * taken for something else.
 */
export class BlockCache {
  /** Null: this node has no store of blocks. */
  readonly #blobs: Blobs | null;
  readonly #mostBytes: number;
  readonly #figures: HistoryFigures;
  readonly #kept = new Map<string, Kept>();
  readonly #reading = new Map<string, Promise<Block>>();
  #bytes = 0;

  constructor(blobs: Blobs | null, cacheBytes: number, figures: HistoryFigures) {
    this.#blobs = blobs;
    this.#mostBytes = cacheBytes;
    this.#figures = figures;
  }

  read(conversation: ConversationId, hash: string): Promise<Block> {
    const name = `${conversation} ${hash}`;
    const known = this.#kept.get(name);
    if (known) {
      this.#figures.read('cached');
      this.#kept.delete(name);
      this.#kept.set(name, known);
      return Promise.resolve(known.block);
    }
    const under = this.#reading.get(name);
    if (under) return under;
    if (this.#reading.size >= mostReads) return Promise.reject(away(new Error('too many blocks are read here')));
    const reading = this.#read(conversation, hash).then(
      ({ block, bytes }) => {
        this.#figures.read('fetched');
        this.#keep(name, { block, bytes });
        return block;
      },
      (error: unknown) => {
        this.#figures.read(error instanceof BlockGone ? 'gone' : isBroken(error) ? 'broken' : 'failed');
        throw error;
      },
    );
    this.#reading.set(name, reading);
    const ended = (): void => void this.#reading.delete(name);
    reading.then(ended, ended);
    return reading;
  }

  /** The bytes as the store has them: for whoever has just put them there. */
  async fetch(conversation: ConversationId, hash: string): Promise<Buffer> {
    const blobs = this.#blobs;
    if (!blobs) throw away(new Error('ROOKERY_BLOCKS is not set on this node'));
    let timer: NodeJS.Timeout | undefined;
    let isLate = false;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        isLate = true;
        reject(away(new Error('the store of blocks takes too long')));
      }, readMs);
    });
    const opening = blobs.open(conversation, hash);
    // What comes too late is let go.
    opening.then((found) => isLate && found?.stream.destroy()).catch(() => undefined);
    try {
      const found = await Promise.race([opening, late]);
      if (!found) throw new BlockGone();
      const chunks: Buffer[] = [];
      let bytes = 0;
      const whole = (async () => {
        for await (const chunk of found.stream) {
          chunks.push(chunk as Buffer);
          bytes += (chunk as Buffer).length;
          if (bytes > mostBytes) throw new BrokenBlock('it is too long');
        }
      })();
      try {
        await Promise.race([whole, late]);
      } catch (error) {
        whole.catch(() => undefined);
        found.stream.destroy();
        throw error;
      }
      return Buffer.concat(chunks);
    } catch (error) {
      throw error instanceof BlockGone ? error : away(error);
    } finally {
      clearTimeout(timer);
      late.catch(() => undefined);
    }
  }

  async #read(conversation: ConversationId, hash: string): Promise<Kept> {
    const packed = await this.fetch(conversation, hash);
    try {
      const block = unpackBlock(packed, hash);
      return { block, bytes: sizeOf(block) };
    } catch (error) {
      if (error instanceof BrokenBlock) this.#figures.broken({ conversation, hash, reason: error.message });
      throw away(error);
    }
  }

  #keep(name: string, kept: Kept): void {
    if (kept.bytes > this.#mostBytes) return;
    this.#kept.set(name, kept);
    this.#bytes += kept.bytes;
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#bytes <= this.#mostBytes) break;
      this.#kept.delete(oldest);
      this.#bytes -= bytes;
    }
  }
}

const isBroken = (error: unknown): boolean => error instanceof ChatError && error.cause instanceof BrokenBlock;

/** About what it takes in memory: each entry has a view of its own. */
const sizeOf = ({ messages }: Block): number =>
  messages.reduce(
    (sum, { entry, changes }) =>
      sum +
      200 +
      entry.length +
      (changes
        ? 100 + changes.overlay.length + JSON.stringify(changes.marks).length + changes.texts.join('').length
        : 0),
    1_000,
  );
