import { foldName } from '@rookery/protocol';
import type { User, UserId } from '@rookery/protocol';
import type { People } from '../../ports/people.ts';
import { userKey, usernameKey } from './keys.ts';
import { parseUser, userJson } from './packing/user-json.ts';
import { list, text } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

export class RedisPeople implements People {
  readonly #shards: Shards;

  constructor(shards: Shards) {
    this.#shards = shards;
  }

  async claimName(user: User, holder: UserId | null): Promise<'claimed' | 'taken'> {
    // She first, then the name that finds her: a crash between leaves a record that nobody knows.
    await this.#shards.commit({
      script: script('write-hash'),
      keys: [userKey(user.id, 'u')],
      args: [0, 'user', userJson(user)],
    });
    const { reply } = await this.#shards.commit({
      script: script('name-claim'),
      keys: [usernameKey(foldName(user.username))],
      args: [user.id, holder ?? '', userJson(user)],
    });
    return text(reply) === user.id ? 'claimed' : 'taken';
  }

  async userByName(username: string): Promise<User | null> {
    const reply = await this.#shards.run({
      script: script('read-hash'),
      keys: [usernameKey(foldName(username))],
      args: ['of'],
    });
    const json = text(list(reply)[0]);
    return json === '' ? null : parseUser(json);
  }

  users(ids: readonly UserId[]): Promise<readonly (User | null)[]> {
    return Promise.all(
      ids.map(async (id) => {
        const reply = await this.#shards.run({ script: script('read-hash'), keys: [userKey(id, 'u')], args: ['user'] });
        const json = text(list(reply)[0]);
        return json === '' ? null : parseUser(json);
      }),
    );
  }
}
