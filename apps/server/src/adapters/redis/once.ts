import { secretHash } from '../../domain/new-id.ts';
import type { Once, OnceKept } from '../../ports/once.ts';
import { onceKey } from './keys.ts';
import { text } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/** What counts once, a key each, which goes by itself. */
export class RedisOnce implements Once {
  readonly #shards: Shards;

  constructor(shards: Shards) {
    this.#shards = shards;
  }

  async put(key: string, { value, until }: OnceKept, now: number): Promise<string> {
    const { reply } = await this.#shards.commit({
      script: script('once-put'),
      keys: [onceKey(secretHash(key))],
      args: [value, Math.floor(until), Math.floor(now)],
    });
    return text(reply);
  }

  async take(key: string, by: string, now: number): Promise<string | null> {
    const { reply } = await this.#shards.commit({
      script: script('once-take'),
      keys: [onceKey(secretHash(key))],
      args: [by, Math.floor(now)],
    });
    return reply === null ? null : text(reply);
  }
}
