import { Readable } from 'node:stream';
import { ChatError, asConversationId } from '@rookery/protocol';
import type { ConversationId } from '@rookery/protocol';
import { levelOf } from '../../domain/data-levels.ts';
import { newWord } from '../../domain/new-id.ts';
import type { Blobs } from '../../ports/blobs.ts';
import type { History, HistoryFigures, SealRules } from '../../ports/history.ts';
import { conversationKey, installationKey, sealerKey } from './keys.ts';
import { list, text } from './reply.ts';
import { script } from './scripts.ts';
import { ShardLeases } from './shard-leases.ts';
import type { Sealing } from './sealing.ts';
import { unavailable } from './shards.ts';
import type { Shards } from './shards.ts';

/** Keys of one step: half a millisecond of a master's time. */
const stepKeys = 500;
/** Conversations that are sealed at once. */
const sealedAtOnce = 3;
/** Blobs of one page of a sweep. */
const pageBlobs = 500;
/** Of the mark by which the store of blocks is known again. No conversation has such an id. */
const markScope = 'mark';
/** What is younger may be about to be named. */
const leastAgeMs = 24 * 3_600_000;

/**
 * Walks through the logs of those shards of which this node is the sealer, with Redis' own cursor (SCAN): nothing has to be noted while people write. Two sealers at a time do no harm: one of them is refused.
 */
export class RedisHistory implements History {
  readonly #shards: Shards;
  readonly #sealing: Sealing;
  readonly #blobs: Blobs;
  readonly #rules: SealRules;
  readonly #figures: HistoryFigures;
  readonly #leases: ShardLeases;
  /** By master, where this pass goes on; 'done' where it has ended. */
  readonly #passes = new Map<string, string>();
  #sweepAfter: string | null = null;

  constructor(
    shards: Shards,
    parts: { readonly sealing: Sealing; readonly blobs: Blobs },
    rules: SealRules,
    figures: HistoryFigures,
    node: string,
  ) {
    this.#shards = shards;
    this.#sealing = parts.sealing;
    this.#blobs = parts.blobs;
    this.#rules = rules;
    this.#figures = figures;
    this.#leases = new ShardLeases(shards, sealerKey, node);
  }

  async seal(signal: AbortSignal): Promise<{ readonly messages: number; readonly more: boolean }> {
    if (this.#shards.level < levelOf['sealed history']) {
      this.#figures.failed(
        'seal',
        null,
        new Error('nodes of before 0.7.0 may come back: npm run admin -- raise-level 2'),
      );
      return { messages: 0, more: false };
    }
    if (this.#passes.size === 0 && !(await this.#isPlace())) {
      this.#figures.failed(
        'seal',
        null,
        new Error('this is not where messages were sealed to before: is it mounted, and the same on all nodes?'),
      );
      return { messages: 0, more: false };
    }
    let messages = 0;
    const masters = this.#shards.topology.masters();
    for (const master of this.#passes.keys()) if (!masters.includes(master)) this.#passes.delete(master);
    await Promise.all(
      masters.map(async (master) => {
        if (signal.aborted || this.#passes.get(master) === 'done') return;
        // One shard that does not answer keeps no other from being looked through.
        const step = await this.#step(master, signal).catch((error: unknown) => {
          if (error instanceof ChatError || this.#shards.isClosed) return { next: 'done', messages: 0 };
          throw error;
        });
        this.#passes.set(master, step.next);
        messages += step.messages;
      }),
    );
    const more = [...this.#passes.values()].some((cursor) => cursor !== 'done');
    if (!more) this.#passes.clear();
    return { messages, more };
  }

  /**
   * Whether the store of blocks is the one to which this installation has sealed before: a directory that is not mounted, or another one on each node, would lose what is put there. A mark lies in it,
   * and Redis says which.
   */
  async #isPlace(): Promise<boolean> {
    const known = await this.#mark('');
    if (known !== '') {
      const found = await this.#blobs.open(markScope, known);
      found?.stream.destroy();
      return found !== undefined;
    }
    const { hash } = await this.#blobs.put(markScope, Readable.from([Buffer.from(`Rookery ${newWord()}`)]), {
      bytes: 100,
    });
    return (await this.#mark(hash)) === hash;
  }

  async #mark(hash: string): Promise<string> {
    const { reply } = await this.#shards.commit({
      script: script('history-mark'),
      keys: [installationKey],
      args: [hash],
    });
    return text(reply);
  }

  async #step(master: string, signal: AbortSignal): Promise<{ readonly next: string; readonly messages: number }> {
    const nothing = { next: 'done', messages: 0 };
    if (!(await this.#leases.isMine(master))) return nothing;
    const [scanned] = await this.#shards.pipeline(master, [
      ['SCAN', this.#passes.get(master) ?? '0', 'COUNT', stepKeys, 'TYPE', 'stream'],
    ]);
    if (scanned === undefined || scanned instanceof Error) return nothing;
    const [cursor, keys] = list(scanned);
    const logs = [...new Set(list(keys).map(text))].flatMap((key) => this.#logIn(key) ?? []);
    const lengths = await this.#shards.pipeline(
      master,
      logs.map(({ key }) => ['XLEN', key] as const),
    );
    const least = this.#rules.behind + this.#rules.blockMessages;
    const long = logs.filter((_, index) => {
      const length = lengths[index];
      return typeof length === 'number' && length >= least;
    });
    let messages = 0;
    for (let at = 0; at < long.length && !signal.aborted; at += sealedAtOnce)
      for (const sealed of await Promise.all(
        long.slice(at, at + sealedAtOnce).map(({ conversation }) => this.#sealOne(conversation, signal)),
      ))
        messages += sealed;
    return { next: text(cursor) === '0' ? 'done' : text(cursor), messages };
  }

  /** One conversation that cannot be sealed keeps no other from it. */
  async #sealOne(conversation: ConversationId, signal: AbortSignal): Promise<number> {
    try {
      return await this.#sealing.seal(conversation, signal);
    } catch (error) {
      this.#figures.failed('seal', conversation, error);
      return 0;
    }
  }

  sealConversation(conversation: ConversationId, signal?: AbortSignal): Promise<number> {
    return this.#sealing.seal(conversation, signal);
  }

  async settle(conversation: ConversationId, signal?: AbortSignal): Promise<void> {
    try {
      if (!(await this.#isPlace())) throw unavailable(new Error('this is not where messages were sealed to before'));
      await this.#sealing.settle(conversation, signal);
    } catch (error) {
      this.#figures.failed('fold', conversation, error);
      throw error;
    }
  }

  async sweep(now: number): Promise<{ readonly blocks: number; readonly more: boolean }> {
    const page = await this.#blobs.list(this.#sweepAfter, pageBlobs);
    const old = page.blobs.filter(({ at, scope }) => now - at >= leastAgeMs && scope !== markScope);
    let blocks = 0;
    for (const scope of new Set(old.map((blob) => blob.scope))) {
      // Asked after the page was read: what it does not name by now nothing will name.
      const named = await this.#named(asConversationId(scope));
      for (const { hash } of old.filter((blob) => blob.scope === scope && !named.has(blob.hash))) {
        await this.#blobs.remove(scope, hash);
        blocks += 1;
      }
    }
    this.#sweepAfter = page.next;
    this.#figures.freed(blocks);
    return { blocks, more: page.next !== null };
  }

  /** Hashes that the conversation names, or has named until of late. */
  async #named(conversation: ConversationId): Promise<ReadonlySet<string>> {
    const reply = await this.#shards.run({
      script: script('blocks-kept'),
      keys: [conversationKey(conversation, 'c')],
      args: [],
    });
    const [named, late] = list(reply).map((rows) => list(rows).map(text));
    return new Set([...(named ?? []), ...(late ?? []).map((row) => row.split(' ')[1] ?? '')]);
  }

  /** The conversation whose log the key is; nothing for any other key, nor for one of another installation. */
  #logIn(key: string): { readonly key: string; readonly conversation: ConversationId } | null {
    const prefix = this.#shards.named('');
    const [, tag = '', id = ''] =
      /^\{([\w-]+)\}([\w-]*):l$/.exec(key.startsWith(prefix) ? key.slice(prefix.length) : '') ?? [];
    return tag === '' ? null : { key, conversation: asConversationId(id || tag) };
  }

  /** Gives the shards to whoever looks through them next. */
  close(): Promise<void> {
    return this.#leases.close();
  }
}
