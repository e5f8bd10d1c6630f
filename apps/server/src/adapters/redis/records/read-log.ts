import type { ConversationId } from '@rookery/protocol';
import type { LogPart, ReadUpTo } from '../../../ports/store-source.ts';
import type { ColdRows } from '../cold-rows.ts';
import { conversationKey } from '../keys.ts';
import { toAuthors } from '../packing/authors.ts';
import { overlaySchema } from '../packing/overlay.ts';
import { list, number, text } from '../reply.ts';
import { script } from '../scripts.ts';
import { slotOf } from '../slots.ts';
import { unavailable } from '../shards.ts';
import type { Shards } from '../shards.ts';
import { toMessageRecord } from './to-message.ts';

const budgetBytes = 1_048_576;
/** Fields of overlays looked at in one step. */
const scannedAtOnce = 1_000;
/** Numbers given to one script. */
const askedAtOnce = 1_000;

/** Messages of one conversation that were changed after a rev, by their overlays: where the changes themselves are not kept any more. */
type Forgotten = {
  readonly conversation: ConversationId;
  readonly rev: number;
  readonly seqs: readonly { readonly seq: string; readonly rev: number }[];
};

export class LogReading {
  readonly #shards: Shards;
  /** Of the conversation that is being read. */
  #forgotten: Forgotten | null = null;

  readonly #cold: ColdRows;

  constructor(shards: Shards, cold: ColdRows) {
    this.#shards = shards;
    this.#cold = cold;
  }

  read(...asked: Parameters<LogReading['readOnce']>): ReturnType<LogReading['readOnce']> {
    return this.#cold.reading(() => this.readOnce(...asked));
  }

  /** Throws `BlockGone` where a block was replaced meanwhile. */
  async readOnce(
    conversation: ConversationId,
    held: ReadUpTo | null,
    limit: number,
    besides: readonly string[] = [],
  ): Promise<LogPart | 'restart' | null> {
    const reply = await this.#shards.run({
      script: script('log-read'),
      keys: [conversationKey(conversation, 'c')],
      args: [held?.seq ?? 0, held?.rev ?? '', limit, budgetBytes, ...besides],
    });
    if (reply === null) return null;
    const [epoch, headSeq, headRev, first, rows, seq, changed, rev, isForgotten, authorRows, named] = list(reply);
    const [lastSeq, lastRev] = [number(headSeq), number(headRev)];
    if (held && (held.epoch !== text(epoch) || held.seq > lastSeq || held.rev > lastRev)) return 'restart';
    if (held && text(isForgotten) === '1' && besides.length === 0)
      return this.#readForgotten(conversation, held, { rev: lastRev, first: number(first) }, limit);
    const cold = await this.#cold.blocks(conversation, named);
    const authors = cold.authors(toAuthors(authorRows));
    const reached = { epoch: text(epoch), seq: number(seq), rev: number(rev) };
    return {
      messages: [...list(rows), ...list(changed)].map((row) =>
        toMessageRecord(conversation, cold.record(row), authors),
      ),
      reached,
      isWhole: reached.seq === lastSeq && reached.rev === lastRev,
    };
  }

  /** Every overlay says by which rev it was changed last. Found once, they are read in the order of those revs. */
  async #readForgotten(
    conversation: ConversationId,
    held: ReadUpTo,
    now: { readonly rev: number; readonly first: number },
    limit: number,
  ): Promise<LogPart | 'restart' | null> {
    if (this.#forgotten?.conversation !== conversation || this.#forgotten.rev <= held.rev)
      this.#forgotten = { conversation, rev: now.rev, seqs: await this.#changedAfter(conversation, held, now.first) };
    const { rev: upTo, seqs } = this.#forgotten;
    const some = seqs.filter(({ rev }) => rev > held.rev).slice(0, Math.min(limit, askedAtOnce));
    const reachedRev = some.length === Math.min(limit, askedAtOnce) ? (some.at(-1)?.rev ?? upTo) : upTo;
    const part = await this.read(
      conversation,
      held,
      // The numbers after those that are held come with the next part.
      1,
      some.length > 0 ? some.map(({ seq }) => seq) : ['0'],
    );
    if (part === null || part === 'restart') return part;
    return {
      messages: part.messages,
      reached: { ...part.reached, rev: Math.min(upTo, reachedRev) },
      isWhole: false,
    };
  }

  async #changedAfter(conversation: ConversationId, held: ReadUpTo, first: number) {
    const key = conversationKey(conversation, 'o');
    const found = new Map<string, number>();
    let cursor = '0';
    do {
      const master = this.#shards.topology.masterOf(slotOf(key));
      if (master === undefined) throw unavailable();
      const [answer] = await this.#shards.pipeline(master, [
        ['HSCAN', this.#shards.named(key), cursor, 'COUNT', scannedAtOnce],
      ]);
      if (answer === undefined || answer instanceof Error) throw unavailable(answer);
      const [next, flat] = list(answer);
      const some = list(flat);
      for (let at = 0; at + 1 < some.length; at += 2) {
        const seq = text(some[at]);
        // `z` and a number: an entry.
        if (!/^\d+$/.test(seq) || Number(seq) > held.seq || Number(seq) < first) continue;
        const { r = 0 } = overlaySchema.parse(JSON.parse(text(some[at + 1])));
        if (r > held.rev) found.set(seq, r);
      }
      cursor = text(next);
    } while (cursor !== '0');
    // What became of sealed messages is in their blocks.
    const named = await this.#shards.run({
      script: script('blocks-named'),
      keys: [conversationKey(conversation, 'c')],
      args: [first, Math.max(first, held.seq)],
    });
    for (const block of list(list(named)[1]))
      for (const { seq, changes } of (await this.#cold.blocks(conversation, [block])).messages()) {
        if (!changes || seq > held.seq || seq < first || found.has(String(seq))) continue;
        const { r = 0 } = overlaySchema.parse(JSON.parse(changes.overlay));
        if (r > held.rev) found.set(String(seq), r);
      }
    return [...found].map(([seq, rev]) => ({ seq, rev })).sort((one, other) => one.rev - other.rev);
  }
}
