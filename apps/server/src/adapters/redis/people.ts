import { asConversationId, asUserId, foldName } from '@rookery/protocol';
import type { ConversationId, User, UserId } from '@rookery/protocol';
import type { Listening } from '../../ports/announcements.ts';
import type { People, PeopleHearing, ProfileEdit, SetProfileOutcome } from '../../ports/people.ts';
import { userKey, usernameKey } from './keys.ts';
import { parseUser, userJson } from './packing/user-json.ts';
import type { PeopleNews } from './people-news.ts';
import { list, text } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

export class RedisPeople implements People {
  readonly #shards: Shards;
  readonly #news: PeopleNews;

  constructor(shards: Shards, news: PeopleNews) {
    this.#shards = shards;
    this.#news = news;
  }

  async claimName(user: User, holder: UserId | null): Promise<'claimed' | 'taken'> {
    // She first, then the name that finds her: a crash between leaves a record that nobody knows.
    await this.#shards.commit({
      script: script('profile-put'),
      keys: [userKey(user.id, 'u')],
      args: [userJson(user)],
    });
    const { reply } = await this.#shards.commit({
      script: script('name-claim'),
      keys: [usernameKey(foldName(user.username))],
      args: [user.id, holder ?? '', ''],
    });
    return text(reply) === user.id ? 'claimed' : 'taken';
  }

  async holderOf(username: string): Promise<UserId | null> {
    const reply = await this.#shards.run({
      script: script('read-hash'),
      keys: [usernameKey(foldName(username))],
      args: ['id'],
    });
    const id = text(list(reply)[0]);
    return id === '' ? null : asUserId(id);
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

  /**
   * The channel of the news lies in another slot than the profile. So it is noted there first that the profile is going to change: should this node
   * die between the change and the telling, the others find the note within a minute.
   */
  async setProfile(user: UserId, rev: number, { displayName }: ProfileEdit): Promise<SetProfileOutcome> {
    await this.#news.note(user);
    const { reply } = await this.#shards.commit({
      script: script('profile-set'),
      keys: [userKey(user, 'u')],
      args: [rev, displayName],
    });
    if (reply === null) return { status: 'no-user' };
    const [status, json] = list(reply);
    const kept = parseUser(text(json));
    if (text(status) !== 'set') return { status: 'changed-meanwhile', user: kept };
    this.#news.tell(user);
    return { status: 'set', user: kept };
  }

  async conversationsOf(user: UserId): Promise<readonly ConversationId[]> {
    const reply = await this.#shards.run({
      script: script('conversations-of'),
      keys: ['u', 'i', 'g'].map((part) => userKey(user, part)),
      args: [],
    });
    return list(reply).flatMap((ids) => list(ids).map((id) => asConversationId(text(id))));
  }

  listen(hearing: PeopleHearing): Listening {
    return this.#news.listen(hearing);
  }
}
