import type { UserId } from '@rookery/protocol';
import { asUserId } from '@rookery/protocol';
import { secretHash } from '../../domain/new-id.ts';
import type { Addresses } from '../../ports/addresses.ts';
import { addressKey, userKey } from './keys.ts';
import { list, text, textOrNull } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/** An address lies with its account, and leads to it from a key of its own; whoever is led there has it only if she says so too. */
export class RedisAddresses implements Addresses {
  readonly #shards: Shards;

  constructor(shards: Shards) {
    this.#shards = shards;
  }

  of(user: UserId): Promise<string | null> {
    return this.#field(userKey(user, 'a'), 'address');
  }

  async userOf(address: string): Promise<UserId | null> {
    const user = await this.#field(keyOf(address), 'id');
    if (user === null) return null;
    const hers = await this.of(asUserId(user));
    return hers?.toLowerCase() === address.toLowerCase() ? asUserId(user) : null;
  }

  async set(user: UserId, address: string): Promise<'set' | 'taken'> {
    const led = await this.#field(keyOf(address), 'id');
    if (led !== null && led !== user && (await this.userOf(address)) !== null) return 'taken';
    const { reply } = await this.#shards.commit({
      script: script('identity-bind'),
      keys: [keyOf(address)],
      args: ['id', user, led ?? ''],
    });
    if (text(reply) !== user) return 'taken';
    await this.#shards.commit({
      script: script('write-hash'),
      keys: [userKey(user, 'a')],
      args: [0, 'address', address],
    });
    return 'set';
  }

  async #field(key: string, field: string): Promise<string | null> {
    const reply = await this.#shards.run({ script: script('read-hash'), keys: [key], args: [field] });
    return textOrNull(list(reply)[0]);
  }
}

const keyOf = (address: string): string => addressKey(secretHash(address.toLowerCase()));
