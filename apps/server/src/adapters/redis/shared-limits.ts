import { createHash } from 'node:crypto';
import type { Rate } from '../../domain/token-bucket.ts';
import type { SharedLimits } from '../../ports/shared-limits.ts';
import { limitKey } from './keys.ts';
import { number } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/** One key a name, which goes when everything has refilled. Not waited for to be on a second machine: what is lost is allowed again. */
export class RedisSharedLimits implements SharedLimits {
  readonly #shards: Shards;

  constructor(shards: Shards) {
    this.#shards = shards;
  }

  async take(name: string, { perSecond, burst }: Rate): Promise<number> {
    return number(
      await this.#shards.run({ script: script('limit-take'), keys: [keyOf(name)], args: [1_000 / perSecond, burst] }),
    );
  }

  async forgive(name: string): Promise<void> {
    await this.#shards.run({ script: script('limit-forgive'), keys: [keyOf(name)], args: [] });
  }
}

/** By a hash: names and addresses of people are nobody's business who reads Redis. */
const keyOf = (name: string): string => limitKey(createHash('sha256').update(name).digest('base64url'));
