import { createHash, randomBytes } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { limits } from '@rookery/protocol';
import type { ConversationId } from '@rookery/protocol';
import type { Clock } from '../../domain/clock.ts';
import { Pace } from '../../domain/pace.ts';
import type { Blobs } from '../../ports/blobs.ts';
import type { HistoryFigures, SealRules } from '../../ports/history.ts';
import type { BlockCache } from './block-cache.ts';
import { conversationKey, conversationKeys, dueKey } from './keys.ts';
import { toAuthors } from './packing/authors.ts';
import { BrokenBlock, hashOf, packBlock, unpackBlock } from './packing/block.ts';
import type { Block, ColdMessage, PackedBlock } from './packing/block.ts';
import { repeatWordOf, timeIn } from './packing/message-entry.ts';
import { bytes, list, number, text } from './reply.ts';
import type { Reply } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/** Messages that are sealed in a second at most. More are not written for long, and what waits for the same master and the same thread goes first. */
const mostPerSecond = 25_000;
/** Messages that are read by one script: it holds its master for half a ms. */
const readAtOnce = 128;
/** For so long after a block was read nothing has to be compared but the log's last change: no failover is as quick, which takes changes away for others to come in their place. */
const knownMs = 1_000;
/** By then the indexes of repeats (`d` and `e`, which expire) know nothing of a message any more, also by another clock. */
const knownRepeatsMs = 2 * limits.dedupeMs + 3_600_000;
/** Of one block: 256 messages of the longest, and what hangs on them. */
const mostBytes = 64 * 1_048_576;
/** How often a block is begun again where its messages change meanwhile. */
const tries = 4;

/** What `block-read` answers. */
type Part = {
  readonly epoch: string;
  readonly number: number;
  readonly from: number;
  readonly to: number;
  readonly head: number;
  /** '' of one that is not sealed. */
  readonly hash: string;
  /** Rev and id of the log's last change. */
  readonly change: string;
  readonly rows: readonly Row[];
  readonly authors: Block['authors'];
  readonly width: number;
};
type Row = { readonly message: ColdMessage; readonly overlay: Buffer; readonly isStreamed: boolean };
/** All parts of a block. */
type Read = Omit<Part, 'rows'> & {
  readonly messages: readonly ColdMessage[];
  /** Of all that stands in Redis. */
  readonly said: string;
  /** Those to which something has happened. */
  readonly changed: readonly number[];
  /** When the last of them was written. */
  readonly youngest: number;
  readonly readAt: number;
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
  readonly #pace = new Pace(mostPerSecond);

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
      // Blocks begin one after the other, whichever conversations they are of, with time between them for all else.
      await pause(this.#pace.take(this.#rules.blockMessages, performance.now()));
      const read: Read | 'moved' | null = await this.#read(conversation, next, (part) => this.#isBehind(part));
      if (read === null || read === 'moved' || !this.#isRipe(read)) return sealed;
      const packed = await this.#write(conversation, read, read.messages);
      if ((await this.#set(conversation, read, packed)) !== 'set') return sealed;
      sealed += read.messages.length;
      this.#figures.sealed({ kind: 'seal', messages: read.messages.length, bytes: packed.bytes.length });
      next = read.number + 1;
    }
    return sealed;
  }

  /** Writes a sealed block anew with what has happened to its messages. */
  async fold(conversation: ConversationId, block: number): Promise<void> {
    for (let left = tries; left > 0; left -= 1) {
      const read = await this.#read(conversation, block, () => true);
      if (read === 'moved') continue;
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

  /** A part after the other, so that what comes meanwhile has its turn; 'moved' where they are not of one block. `goesOn`: asked once, of the first. */
  async #read(
    conversation: ConversationId,
    block: number | '',
    goesOn: (part: Part) => boolean,
  ): Promise<Read | 'moved' | null> {
    const readAt = performance.now();
    const first = await this.#readPart(conversation, block, 0);
    if (first === null || !goesOn(first)) return null;
    const parts = [first];
    for (let at = readAtOnce; at < first.width; at += readAtOnce) {
      const part = await this.#readPart(conversation, first.number, at);
      if (part === null || placeOf(part) !== placeOf(first)) return 'moved';
      parts.push(part);
    }
    const rows = parts.flatMap((part) => part.rows);
    await nextTurn();
    return {
      ...first,
      change: parts.every(({ change }) => change === first.change) ? first.change : '',
      messages: rows.map(({ message }) => message),
      said: hashOfRows(rows),
      changed: rows
        .filter(({ overlay, isStreamed }) => overlay.length > 0 || !isStreamed)
        .map(({ message }) => message.seq),
      youngest: rows.reduce((latest, { message }) => Math.max(latest, timeIn(message.entry)), 0),
      authors: new Map(parts.flatMap(({ authors }) => [...authors])),
      readAt,
    };
  }

  async #readPart(conversation: ConversationId, block: number | '', after: number): Promise<Part | null> {
    const reply = await this.#shards.run({
      script: script('block-read'),
      keys: [conversationKey(conversation, 'c')],
      args: [block, this.#rules.blockMessages, after, readAtOnce],
    });
    if (reply === null) return null;
    const [epoch, found, from, to, head, hash, change, rows, authors, width] = list(reply);
    return {
      epoch: text(epoch),
      number: number(found),
      from: number(from),
      to: number(to),
      head: number(head),
      hash: text(hash),
      change: text(change),
      rows: list(rows).map(toRow),
      authors: toAuthors(authors),
      width: number(width),
    };
  }

  /** Not sealed yet, and far enough behind. */
  #isBehind({ from, to, head, hash }: Part): boolean {
    return hash === '' && to >= from && head - to >= this.#rules.behind;
  }

  /** Whole and old enough. */
  #isRipe({ from, to, messages, youngest }: Read): boolean {
    return messages.length === to - from + 1 && youngest <= this.#clock.now() - this.#rules.ageMs;
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
    // What is asked of this node meanwhile waits for a part of the work, not for all of it.
    await nextTurn();
    const unpacked = unpackBlock(packed.bytes, packed.hash);
    await nextTurn();
    if (!isSame(unpacked.messages, messages)) throw new BrokenBlock('it does not say what went into it');
    await this.#blobs.put(conversation, only(packed.bytes), { bytes: mostBytes });
    const kept = await this.#cache.fetch(conversation, packed.hash);
    if (hashOf(kept) !== packed.hash) throw new BrokenBlock('the store does not give back what it was given');
    return packed;
  }

  async #set(conversation: ConversationId, read: Read, packed: PackedBlock): Promise<string> {
    const mayRepeat = read.hash === '' && read.youngest > this.#clock.now() - knownRepeatsMs;
    const words = mayRepeat ? read.messages.map((message) => wordOf(message, read.authors)) : [];
    const { reply } = await this.#shards.commit({
      script: script('block-set'),
      isBeside: true,
      keys: [...conversationKeys(conversation, 'clode'), dueKey(conversation)],
      args: (attempt) => [
        ...[read.number, read.width, read.epoch, read.hash, packed.hash, read.said],
        ...[this.#rules.behind, this.#rules.graceMs, read.from],
        attempt === 0 && performance.now() - read.readAt < knownMs ? read.change : '',
        ...[read.changed.length, ...read.changed, ...words],
      ],
    });
    const status = text(reply);
    // It was refused for certain, and nobody else can have given these bytes this name.
    if (status === 'moved') await this.#blobs.remove(conversation, packed.hash).catch(() => undefined);
    return status;
  }
}

/** Which block it is, and which messages it has. */
const placeOf = ({ epoch, number: block, from, to, hash, width }: Part): string =>
  [epoch, block, from, to, hash, width].join(' ');

/** As the script hashes what stands there. */
function hashOfRows(rows: readonly Row[]): string {
  // In one piece: half the time of many.
  const said = rows.flatMap(({ message, overlay }, index) => [
    Buffer.from(`${index > 0 ? '\n' : ''}${message.seq} ${message.entry.length} `),
    message.entry,
    overlay,
  ]);
  return createHash('sha1').update(Buffer.concat(said)).digest('hex');
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
      (one.changes === other.changes || JSON.stringify(one.changes) === JSON.stringify(other.changes))
    );
  });

/** A row of `block-read`. */
function toRow(row: Reply): Row {
  const [seq, entry, json, marks, texts, streamed] = list(row);
  const overlay = bytes(json);
  const message: ColdMessage = {
    seq: number(seq),
    entry: bytes(entry),
    changes:
      overlay.length === 0
        ? null
        : {
            overlay: overlay.toString(),
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
          },
  };
  return { message, overlay, isStreamed: text(streamed) !== '' };
}

// oxlint-disable-next-line require-await -- a body is read as it comes
async function* only(chunk: Buffer): AsyncGenerator<Uint8Array> {
  yield chunk;
}
