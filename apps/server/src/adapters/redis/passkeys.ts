import type { UserId } from '@rookery/protocol';
import * as z from 'zod';
import { mostPasskeys } from '../../ports/passkeys.ts';
import type { KeptPasskey, Passkeys } from '../../ports/passkeys.ts';
import { challengeKey, userKey } from './keys.ts';
import { list, number, text } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

const schema = z.object({
  credential: z.string(),
  key: z.string(),
  /** Spaces between: an empty list would come back from Lua as an object. */
  ways: z.string(),
  name: z.string(),
  at: z.number(),
  used: z.optional(z.number()),
});

/** Passkeys lie under their user's tag. A challenge has a key of its own, which ends by itself. */
export class RedisPasskeys implements Passkeys {
  readonly #shards: Shards;

  constructor(shards: Shards) {
    this.#shards = shards;
  }

  async add(user: UserId, passkey: KeptPasskey): Promise<'added' | 'too-many' | 'no-account'> {
    const { id, credential, publicKey, transports, name, createdAt, lastUsedAt } = passkey;
    const kept: z.infer<typeof schema> = {
      credential,
      key: publicKey,
      ways: transports.join(' '),
      name,
      at: Math.floor(createdAt),
      ...(lastUsedAt === null ? {} : { used: Math.floor(lastUsedAt) }),
    };
    const { reply } = await this.#shards.commit({
      script: script('passkey-add'),
      keys: [userKey(user, 'u'), userKey(user, 'k')],
      args: [id, JSON.stringify(kept), mostPasskeys],
    });
    const outcome = text(reply);
    return outcome === 'added' || outcome === 'too-many' ? outcome : 'no-account';
  }

  async of(user: UserId): Promise<readonly KeptPasskey[]> {
    const reply = list(await this.#shards.run({ script: script('read-all'), keys: [userKey(user, 'k')], args: [] }));
    return reply.flatMap((field, index) => {
      if (index % 2 === 1) return [];
      const { credential, key, ways, name, at, used } = schema.parse(JSON.parse(text(reply[index + 1])));
      const transports = ways.split(' ').filter((way) => way !== '');
      return [
        { id: text(field), credential, publicKey: key, transports, name, createdAt: at, lastUsedAt: used ?? null },
      ];
    });
  }

  async used(user: UserId, id: string, at: number): Promise<boolean> {
    const { reply } = await this.#shards.commit({
      script: script('passkey-use'),
      keys: [userKey(user, 'k')],
      args: [id, Math.floor(at)],
    });
    return number(reply) === 1;
  }

  async remove(user: UserId, id: string): Promise<boolean> {
    const { reply } = await this.#shards.commit({
      script: script('passkey-remove'),
      keys: [userKey(user, 'k')],
      args: [id],
    });
    return number(reply) === 1;
  }

  async putChallenge(hash: string, purpose: string, now: number, endsAt: number): Promise<void> {
    const forMs = Math.max(1, Math.ceil(endsAt - now));
    await this.#shards.commit({
      script: script('write-hash'),
      keys: [challengeKey(hash)],
      args: [forMs, 'purpose', purpose, 'ends', Math.floor(endsAt)],
    });
  }

  async takeChallenge(hash: string, now: number): Promise<string | null> {
    const { reply } = await this.#shards.commit({
      script: script('challenge-take'),
      keys: [challengeKey(hash)],
      args: [],
    });
    const [purpose, ends] = list(reply);
    return number(ends) > now ? text(purpose) : null;
  }
}
