import { asUserId } from '@rookery/protocol';
import type { UserId } from '@rookery/protocol';
import { secretHash } from '../../domain/new-id.ts';
import type { BoundIdentity, Identities, Identity } from '../../ports/identities.ts';
import { identitiesKey } from './keys.ts';
import { list, text } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/** All identities of an issuer are fields of one hash: some 100 bytes each. */
export class RedisIdentities implements Identities {
  readonly #shards: Shards;

  constructor(shards: Shards) {
    this.#shards = shards;
  }

  async userOf({ issuer, subject }: Identity): Promise<UserId | null> {
    const reply = await this.#shards.run({ script: script('read-hash'), keys: [keyOf(issuer)], args: [subject] });
    const user = text(list(reply)[0]);
    return user === '' ? null : asUserId(user);
  }

  async bind({ issuer, subject }: Identity, user: UserId, from: UserId | null): Promise<UserId> {
    const { reply } = await this.#shards.commit({
      script: script('identity-bind'),
      keys: [keyOf(issuer)],
      args: [subject, user, from ?? ''],
    });
    return asUserId(text(reply));
  }

  async list(issuer: string, cursor: string | null) {
    const reply = await this.#shards.run({
      script: script('identities'),
      keys: [keyOf(issuer)],
      args: [cursor ?? '0'],
    });
    const [next, fields] = list(reply);
    const pairs = list(fields).map(text);
    const bound: BoundIdentity[] = [];
    for (let at = 0; at < pairs.length; at += 2)
      bound.push({ subject: pairs[at] ?? '', user: asUserId(pairs[at + 1] ?? '') });
    return { bound, next: text(next) === '0' ? null : text(next) };
  }
}

const keyOf = (issuer: string): string => identitiesKey(secretHash(issuer));
