import { randomBytes } from 'node:crypto';
import type { ConversationId } from '@rookery/protocol';
import type { Clock } from '../../domain/clock.ts';
import type { Blobs } from '../../ports/blobs.ts';
import type { HistoryFigures, SealRules } from '../../ports/history.ts';
import type { BlockCache } from './block-cache.ts';
import { conversationKey, conversationKeys, dueKey } from './keys.ts';
import { toAuthors } from './packing/authors.ts';
import { BrokenBlock, hashOf, packBlock, unpackBlock } from './packing/block.ts';
import type { Block, ColdMessage, PackedBlock } from './packing/block.ts';
import { repeatWordOf, unpackEntry } from './packing/message-entry.ts';
import { bytes, list, number, text } from './reply.ts';
import type { Reply } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/** Blocks of one conversation that are packed and written at once. */
const wave = 4;
/** Of one block: 256 messages of the longest, and what hangs on them. */
const mostBytes = 64 * 1_048_576;
/** How often a block is begun again where its messages change meanwhile. */
const tries = 4;

/** What `block-read` answers. */
type Read = {
  readonly epoch: string;
  readonly number: number;
  readonly from: number;
  readonly to: number;
  readonly head: number;
  /** '' of one that is not sealed. */
  readonly hash: string;
  /** Of all that stands in Redis. */
  readonly said: string;
  readonly messages: readonly ColdMessage[];
  readonly authors: Block['authors'];
  readonly width: number;
};

/**
 * Puts messages into blocks. The bytes are written, read back and compared before the script that lets the messages go from memory, and that script looks whether they are still what was read: wherever it is cut off the
 * messages are where they were, and bytes are left that nothing names. No two sealings make the same name, so bytes that nothing names are never named later.
 */
export class Sealing {
  readonly #shards: Shards;
  readonly #blobs: Blobs;
  readonly #cache: BlockCache;
  readonly #rules: SealRules;
  readonly #clock: Clock;
  readonly #figures: HistoryFigures;

  constructor(
    shards: Shards,
    places: { readonly blobs: Blobs; readonly cache: BlockCache },
    rules: SealRules,
    clock: Clock,
    figures: HistoryFigures,
  ) {
    this.#shards = shards;
    this.#blobs = places.blobs;
    this.#cache = places.cache;
    this.#rules = rules;
    this.#clock = clock;
    this.#figures = figures;
  }

  /** All blocks of a conversation that may be sealed. Answers how many messages went into them. */
  async seal(conversation: ConversationId, signal?: AbortSignal): Promise<number> {
    let sealed = 0;
    let next: number | '' = '';
    while (!signal?.aborted) {
      const first: Read | null = await this.#read(conversation, next);
      if (!first || !this.#isRipe(first)) return sealed;
      const rest = await Promise.all(
        Array.from({ length: wave - 1 }, (_, index) => this.#read(conversation, first.number + 1 + index)),
      );
      const ripe = [first, ...rest.filter((one) => one !== null)];
      const end = ripe.findIndex((one) => !this.#isRipe(one));
      const some = ripe.slice(0, end < 0 ? ripe.length : end);
      const packed = await Promise.all(some.map((one) => this.#write(conversation, one, one.messages)));
      // In one write, and in order: where one is refused those behind it are too.
      const outcomes = await Promise.all(some.map((one, index) => this.#set(conversation, one, packed[index]!)));
      for (const [index, outcome] of outcomes.entries()) {
        const one = some[index];
        if (!one || outcome !== 'set') return sealed;
        sealed += one.messages.length;
        this.#figures.sealed({
          kind: 'seal',
          messages: one.messages.length,
          bytes: packed[index]?.bytes.length ?? 0,
        });
      }
      next = (some.at(-1)?.number ?? first.number) + 1;
    }
    return sealed;
  }

  /** Writes a sealed block anew with what has happened to its messages. */
  async fold(conversation: ConversationId, block: number): Promise<void> {
    for (let left = tries; left > 0; left -= 1) {
      const read = await this.#read(conversation, block);
      // Taken away as a whole, or not sealed at all any more: a failover took it back.
      if (!read || read.hash === '' || read.to < read.from) return this.#done(conversation, 'st', String(block));
      const before = await this.#cache.read(conversation, read.hash);
      const here = new Map(read.messages.map((message) => [message.seq, message]));
      const messages = before.messages
        .filter(({ seq }) => seq >= read.from)
        .map((message) => here.get(message.seq) ?? message);
      const authors = new Map([...before.authors, ...read.authors]);
      const packed = await this.#write(conversation, { ...read, authors }, messages);
      if ((await this.#set(conversation, read, packed)) === 'moved') continue;
      this.#figures.sealed({ kind: 'fold', messages: messages.length, bytes: packed.bytes.length });
      return;
    }
  }

  /** Blocks that are due to be written anew, and bytes whose time is over. */
  async settle(conversation: ConversationId, signal?: AbortSignal): Promise<void> {
    while (!signal?.aborted) {
      const { reply } = await this.#shards.commit({
        script: script('history-due'),
        keys: [conversationKey(conversation, 'c'), dueKey(conversation)],
        args: [],
      });
      const [folds, frees] = list(reply).map((rows) => list(rows).map(text));
      if (!folds?.length && !frees?.length) return;
      for (const block of folds ?? []) await this.fold(conversation, Number(block));
      for (const free of frees ?? []) {
        await this.#blobs.remove(conversation, free.split(' ')[1] ?? '');
        await this.#done(conversation, 'sg', free);
        this.#figures.freed(1);
      }
    }
  }

  async #done(conversation: ConversationId, part: 'st' | 'sg', member: string): Promise<void> {
    await this.#shards.commit({
      script: script('history-done'),
      keys: [conversationKey(conversation, 'c'), dueKey(conversation)],
      args: [part, member],
    });
  }

  async #read(conversation: ConversationId, block: number | ''): Promise<Read | null> {
    const reply = await this.#shards.run({
      script: script('block-read'),
      keys: [conversationKey(conversation, 'c')],
      args: [block, this.#rules.blockMessages],
    });
    if (reply === null) return null;
    const [epoch, found, from, to, head, hash, said, rows, authors, width] = list(reply);
    return {
      epoch: text(epoch),
      number: number(found),
      from: number(from),
      to: number(to),
      head: number(head),
      hash: text(hash),
      said: text(said),
      messages: list(rows).map(toColdMessage),
      authors: toAuthors(authors),
      width: number(width),
    };
  }

  /** Whole, far enough behind and old enough. */
  #isRipe({ from, to, head, hash, messages }: Read): boolean {
    if (hash !== '' || to < from || head - to < this.#rules.behind || messages.length !== to - from + 1) return false;
    const last = Math.max(...messages.map(({ entry }) => unpackEntry(entry).at));
    return last <= this.#clock.now() - this.#rules.ageMs;
  }

  /** Resolves when the bytes are in the store, and were read back. */
  async #write(
    conversation: ConversationId,
    { epoch, number: block, authors }: Pick<Read, 'epoch' | 'number' | 'authors'>,
    messages: readonly ColdMessage[],
  ): Promise<PackedBlock> {
    const packed = await packBlock(
      { conversation, epoch, number: block, messages, authors },
      randomBytes(12).toString('base64url'),
    );
    if (packed.bytes.length > mostBytes) throw new Error('a block is too long');
    if (!isSame(unpackBlock(packed.bytes, packed.hash).messages, messages))
      throw new BrokenBlock('it does not say what went into it');
    await this.#blobs.put(conversation, only(packed.bytes), { bytes: mostBytes });
    const kept = await this.#cache.fetch(conversation, packed.hash);
    if (hashOf(kept) !== packed.hash) throw new BrokenBlock('the store does not give back what it was given');
    return packed;
  }

  async #set(conversation: ConversationId, read: Read, packed: PackedBlock): Promise<string> {
    const words = read.hash === '' ? read.messages.map((message) => wordOf(message, read.authors)) : [];
    const { reply } = await this.#shards.commit({
      script: script('block-set'),
      keys: [...conversationKeys(conversation, 'clode'), dueKey(conversation)],
      args: [
        ...[read.number, read.width, read.epoch, read.hash, packed.hash, read.said],
        ...[this.#rules.behind, this.#rules.graceMs, ...words],
      ],
    });
    const status = text(reply);
    // It was refused for certain, and nobody else can have given these bytes this name.
    if (status === 'moved') await this.#blobs.remove(conversation, packed.hash).catch(() => undefined);
    return status;
  }
}

function wordOf({ entry }: ColdMessage, authors: Block['authors']): Buffer | string {
  const author = authors.get(entry.toString('latin1', 0, 3));
  return author ? repeatWordOf(author, entry) : '';
}

const isSame = (some: readonly ColdMessage[], others: readonly ColdMessage[]): boolean =>
  some.length === others.length &&
  some.every((one, index) => {
    const other = others[index];
    return (
      other !== undefined &&
      one.seq === other.seq &&
      one.entry.equals(other.entry) &&
      JSON.stringify(one.changes) === JSON.stringify(other.changes)
    );
  });

/** A row of `block-read`. */
function toColdMessage(row: Reply): ColdMessage {
  const [seq, entry, overlay, marks, texts] = list(row);
  const hasChanges = text(overlay) !== '';
  return {
    seq: number(seq),
    entry: bytes(entry),
    changes: hasChanges
      ? {
          overlay: text(overlay),
          marks: list(marks).map((one) => {
            const [mark, flat] = list(one);
            const users = list(flat);
            return [
              text(mark),
              Array.from({ length: users.length / 2 }, (_, index): [string, number] => [
                text(users[2 * index]),
                number(users[2 * index + 1]),
              ]),
            ] as const;
          }),
          texts: list(texts).map(text),
        }
      : null,
  };
}

// oxlint-disable-next-line require-await -- a body is read as it comes
async function* only(chunk: Buffer): AsyncGenerator<Uint8Array> {
  yield chunk;
}
