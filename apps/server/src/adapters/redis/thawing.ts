import { asConversationId } from '@rookery/protocol';
import type { ConversationId } from '@rookery/protocol';
import { keptCalls } from '../../domain/kept-calls.ts';
import type { SealRules } from '../../ports/history.ts';
import { BlockGone } from './block-cache.ts';
import type { BlockCache } from './block-cache.ts';
import { conversationKey, conversationKeys, dueKey } from './keys.ts';
import type { ColdMessage } from './packing/block.ts';
import { list, number, text } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/** How often it is begun again where a block was replaced meanwhile. */
const tries = 5;
/** How long the root of a thread stays where somebody has only looked at it (ms). */
const rootMs = 60_000;
/** Messages that are brought back at once. */
const thawedAtOnce = 50;

/** Brings messages back from their blocks where a script needs them in Redis: one that changes, one that is taken away, the root of a thread. */
export class Thawing {
  readonly #shards: Shards;
  readonly #cache: BlockCache;
  readonly #rules: Pick<SealRules, 'foldMs' | 'graceMs'>;

  constructor(shards: Shards, cache: BlockCache, rules: Pick<SealRules, 'foldMs' | 'graceMs'>) {
    this.#shards = shards;
    this.#cache = cache;
    this.#rules = rules;
    shards.thaw = (use, base, seq) => this.#called(use, base, seq);
  }

  /** A script has ended for it. `base`: `{tag}:` or `{tag}id:`. */
  async #called(use: string, base: string, seq: number): Promise<void> {
    const [, tag = '', id = ''] = /^\{([^}]*)\}([^:]*):$/.exec(base) ?? [];
    const conversation = asConversationId(id || tag);
    await this.#again(async () => {
      const found = await this.#find(conversation, seq);
      if (!found) return true;
      return use === 'root' ? this.#holdRoot(conversation, found) : this.#thaw(conversation, found);
    });
  }

  async #again(step: () => Promise<boolean>): Promise<void> {
    for (let left = tries; left > 0; left -= 1)
      try {
        if (await step()) return;
      } catch (error) {
        if (!(error instanceof BlockGone)) throw error;
      }
    throw new BlockGone();
  }

  async #find(conversation: ConversationId, seq: number): Promise<Found | null> {
    const reply = await this.#shards.run({
      script: script('block-find'),
      keys: [conversationKey(conversation, 'c')],
      args: [seq],
    });
    if (reply === null) return null;
    const [block, hash] = list(reply);
    const { messages } = await this.#cache.read(conversation, text(hash));
    const message = messages.find((one) => one.seq === seq);
    if (!message) throw new Error('a block does not hold what its place says');
    return { block: number(block), hash: text(hash), message };
  }

  async #holdRoot(conversation: ConversationId, { block, hash, message }: Found): Promise<boolean> {
    const reply = await this.#shards.run({
      script: script('root-hold'),
      keys: [conversationKey(conversation, 'c')],
      args: [message.seq, block, hash, message.entry, rootMs],
    });
    return text(reply) === 'here';
  }

  async #thaw(conversation: ConversationId, { block, hash, message }: Found): Promise<boolean> {
    const { seq, entry, changes } = message;
    const { texts = [], marks = [], overlay = '' } = changes ?? {};
    const { reply } = await this.#shards.commit({
      script: script('thaw'),
      keys: [...conversationKeys(conversation, 'co'), dueKey(conversation)],
      args: [
        ...[seq, block, hash, this.#rules.foldMs, entry, overlay],
        ...[texts.length, ...texts],
        ...marks.flatMap(([mark, users]) => [mark, users.length, ...users.flatMap(([user, rev]) => [rev, user])]),
      ],
    });
    return text(reply) === 'here';
  }

  /** Moves the first number of a conversation on; see the port. Answers which one it is now; `guard`: what retention has decided by, -2 where that holds no longer. */
  async trim(conversation: ConversationId, first: number, guard: readonly (string | number)[] = []): Promise<number> {
    let named = '';
    let needed: readonly number[] = [];
    for (let left = tries; left > 0; left -= 1) {
      const { reply } = await this.#shards.commit({
        script: script('trim'),
        keys: [...conversationKeys(conversation, 'caloy'), dueKey(conversation)],
        args: [first, keptCalls, named, needed.join(' '), this.#rules.graceMs, ...guard],
      });
      if (number(reply) !== -1) return number(reply);
      await this.#again(async () => {
        const found = await this.#before(conversation, first);
        ({ named } = found);
        needed = found.messages.map(({ message }) => message.seq);
        for (let at = 0; at < found.messages.length; at += thawedAtOnce) {
          const some = found.messages.slice(at, at + thawedAtOnce);
          const thawed = await Promise.all(some.map((one) => this.#thaw(conversation, one)));
          if (thawed.includes(false)) return false;
        }
        return true;
      });
    }
    throw new BlockGone();
  }

  /** Blocks that hold what lies before `first`, and those of these messages on which something hangs: who is called, files, reactions, former texts. */
  async #before(conversation: ConversationId, first: number) {
    const reply = await this.#shards.run({
      script: script('blocks-named'),
      keys: [conversationKey(conversation, 'c')],
      args: [1, first - 1],
    });
    const [start, rows] = list(reply);
    const named: string[] = [];
    const messages: Found[] = [];
    for (const row of list(rows)) {
      const [block, hash] = [number(list(row)[0]), text(list(row)[1])];
      named.push(`${block}=${hash}`);
      for (const message of (await this.#cache.read(conversation, hash)).messages)
        if (message.seq >= number(start) && message.seq < first && hasSomething(message))
          messages.push({ block, hash, message });
    }
    return { named: named.join(' '), messages };
  }
}

type Found = { readonly block: number; readonly hash: string; readonly message: ColdMessage };

/** Mentions, parts, or what became of it. */
function hasSomething({ entry, changes }: ColdMessage): boolean {
  const mentions = entry[3] ?? 0;
  const flag = entry[5 + 3 * mentions] ?? 0;
  return mentions > 0 || (flag & 32) !== 0 || changes !== null;
}
