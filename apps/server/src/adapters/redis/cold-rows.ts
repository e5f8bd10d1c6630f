import type { ConversationId, UserId } from '@rookery/protocol';
import type { BlockCache } from './block-cache.ts';
import { BlockGone } from './block-cache.ts';
import type { Authors } from './packing/authors.ts';
import type { Block, ColdChanges, ColdMessage } from './packing/block.ts';
import { bytes, list, text } from './reply.ts';
import type { Reply } from './reply.ts';

/** How often what was asked is asked again where a block had been replaced meanwhile. */
const tries = 4;
/** Reactors of an emoji, or voters of an option, that are told by name. */
const toldUsers = 20;

/** Reads what an answer of a script leaves to blocks, and fills it in. */
export class ColdRows {
  readonly #cache: BlockCache;

  constructor(cache: BlockCache) {
    this.#cache = cache;
  }

  /** Asks, and asks again where a block that the answer named is gone by now: then it has another. */
  async reading<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    for (let left = tries; ; left -= 1)
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof BlockGone) || left === 1) throw error;
      }
  }

  /** `named`: rows { number, hash } of an answer. */
  async blocks(conversation: ConversationId, named: Reply | undefined): Promise<ColdPart> {
    const hashes = list(named).map((row) => text(list(row)[1]));
    if (hashes.length === 0) return nothingCold;
    const found: Block[] = [];
    // A block at a time: its neighbours are mostly known.
    for (let at = 0; at < hashes.length; at += 8)
      found.push(...(await Promise.all(hashes.slice(at, at + 8).map((hash) => this.#cache.read(conversation, hash)))));
    return new ColdPart(found);
  }
}

/** What blocks hold for one answer. */
export class ColdPart {
  readonly #messages = new Map<number, ColdMessage>();
  readonly #authors = new Map<string, UserId>();

  constructor(blocks: readonly Block[]) {
    for (const { messages, authors } of blocks) {
      for (const message of messages) this.#messages.set(message.seq, message);
      for (const [index, user] of authors) this.#authors.set(index, user);
    }
  }

  authors(known: Authors): Authors {
    return this.#authors.size === 0 ? known : new Map([...this.#authors, ...known]);
  }

  /** Entry and author of a message, as a script has answered them or as a block has them. */
  written(seq: Reply | undefined, entry: Reply | undefined, author: Reply | undefined): [Reply, Reply] {
    if (bytes(entry).length > 0) return [entry ?? null, author ?? null];
    const cold = this.at(Number(text(seq))).entry;
    return [cold, Buffer.from(this.#authors.get(cold.toString('latin1', 0, 3)) ?? '')];
  }

  messages(): Iterable<ColdMessage> {
    return this.#messages.values();
  }

  /** A row of `log-read`: what the stream has of it, and all that hangs on it. */
  record(row: Reply): Reply {
    const [seq, entry] = list(row);
    if (bytes(entry).length > 0) return row;
    const cold = this.at(Number(text(seq)));
    const { overlay = '', marks = [], texts = [] } = cold.changes ?? {};
    const who = (users: readonly (readonly [string, number])[]): Reply[] =>
      users.flatMap(([user, rev]) => [Buffer.from(user), rev]);
    return [
      ...[seq ?? null, cold.entry, Buffer.from(overlay)],
      marks.filter(([mark]) => !isOption(mark)).map(([mark, users]) => [Buffer.from(mark), who(users)]),
      marks.filter(([mark]) => isOption(mark)).map(([, users]) => who(users)),
      texts.map((said) => Buffer.from(said)),
      // What is pinned stands in Redis.
      Buffer.alloc(0),
    ];
  }

  has(seq: number): boolean {
    return this.#messages.has(seq);
  }

  at(seq: number): ColdMessage {
    const message = this.#messages.get(seq);
    if (!message) throw new Error('a block does not hold what its place says');
    return message;
  }

  /** Rows of `messages_between`, for this reader. */
  rows(rows: Reply | undefined, reader: UserId | ''): readonly Reply[] {
    return list(rows).map((row) => {
      const [seq, entry, , , , thread] = list(row);
      if (bytes(entry).length > 0) return row;
      const cold = this.at(Number(text(seq)));
      return [seq ?? null, cold.entry, ...became(cold.changes, reader), thread ?? null];
    });
  }

  /** Rows of `changes_after`. */
  changes(rows: Reply | undefined): readonly Reply[] {
    return list(rows).map((row) => {
      const [rev, id, kind, seq, overlay, reactions, votes, entry] = list(row);
      if (text(seq) === '' || text(overlay) !== '' || !this.#messages.has(Number(text(seq)))) return row;
      const cold = this.at(Number(text(seq)));
      const isPoll = text(kind) === 'poll' && bytes(entry).length === 0;
      return [
        ...[rev ?? null, id ?? null, kind ?? null, seq ?? null],
        ...(cold.changes ? became(cold.changes, '') : [overlay ?? null, reactions ?? null, votes ?? null]),
        isPoll ? cold.entry : (entry ?? null),
      ];
    });
  }
}

/** Of a poll. No emoji begins so and goes on with a number only. */
const isOption = (mark: string): boolean => /^#\d+$/.test(mark);

const nothingCold = new ColdPart([]);

/** Overlay, reactions and votes, as the scripts answer them. */
function became(changes: ColdChanges | null, reader: UserId | ''): [Buffer, readonly Reply[], readonly Reply[]] {
  if (!changes) return [Buffer.alloc(0), [], []];
  const reactions: Reply[] = [];
  const votes: Reply[] = [];
  for (const [mark, users] of changes.marks) {
    const mine = users.some(([user]) => user === reader) ? 1 : 0;
    const told = users.slice(0, toldUsers).map(([user]) => Buffer.from(user));
    if (isOption(mark)) votes.push([users.length, mine, told]);
    else reactions.push([Buffer.from(mark), users.length, mine, told]);
  }
  return [Buffer.from(changes.overlay), reactions, votes];
}
