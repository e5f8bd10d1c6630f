import type { User, UserId } from '@rookery/protocol';
import type { OwedTask } from '../../domain/task.ts';
import type { RoleAct } from '../../ports/accounts.ts';
import { owing } from './audit-log.ts';
import type { RedisAuditLog } from './audit-log.ts';
import { taskKeys } from './files.ts';
import { keptParts } from './kept.ts';
import { conversationKeys, dueKey, ownersKey, taskKeyOf, userKey } from './keys.ts';
import { dueMember } from './packing/due-member.ts';
import { leaveForGood } from './leave-for-good.ts';
import { parseUser } from './packing/user-json.ts';
import type { PeopleNews } from './people-news.ts';
import { list, text } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';
import type { RedisPeople } from './people.ts';
import type { RedisUserLog } from './user-log.ts';

/** Conversations of one person that are told at once. */
const toldAtOnce = 50;

type Parts = {
  readonly people: RedisPeople;
  readonly news: PeopleNews;
  readonly audit: RedisAuditLog;
  readonly users: RedisUserLog;
};

const taskOf = (subject: UserId): OwedTask => ({ kind: 'owed', consumer: 'standing', subject });

/**
 * Who is deactivated, and who owns the server. A deactivated person's own slot refuses her sessions and conversations from one step on; each of her conversations
 * is told afterwards, since it decides over its next message by itself. [ACC-16]
 */
export class Standings {
  readonly #shards: Shards;
  readonly #parts: Parts;

  constructor(shards: Shards, parts: Parts) {
    this.#shards = shards;
    this.#parts = parts;
  }

  /**
   * Whoever is one no longer is left out of the count first, whoever becomes one is counted last: what is cut off in between lets nobody step down too
   * many. False where she is the last.
   */
  async ceaseToOwn(user: UserId): Promise<boolean> {
    const { reply } = await this.#shards.commit({ script: script('owners'), keys: [ownersKey], args: ['drop', user] });
    return text(reply) === 'done';
  }

  async own(user: UserId): Promise<void> {
    await this.#shards.commit({ script: script('owners'), keys: [ownersKey], args: ['add', user] });
  }

  async set(user: UserId, isDeactivated: boolean, { act, by }: RoleAct): Promise<User | 'last-owner' | null> {
    if (isDeactivated && !(await this.ceaseToOwn(user))) return 'last-owner';
    await this.#parts.news.note(user);
    const owed = owing(user);
    const { reply } = await this.#shards.commit({
      script: script('standing-set'),
      keys: [...['u', 's', 'd'].map((part) => userKey(user, part)), taskKeyOf(taskOf(user)), ...owed.keys],
      args: [isDeactivated ? '1' : '0', act, by ?? '', user, owed.id],
    });
    if (reply === null) return null;
    const [status, json] = list(reply);
    if (text(status) === 'set') this.#parts.news.tell(user);
    const known = parseUser(text(json));
    if (!isDeactivated && known.role === 'owner') await this.own(user);
    await Promise.all([this.tell(user), this.#parts.audit.settleSoon(user)]);
    return known;
  }

  /** Ends an account for good: deactivates her, and takes from her what lies in her slot. From that step on the rest is due, which `tell` does. [FAC-9] */
  async close(user: UserId, displayName: string): Promise<User | 'last-owner' | null> {
    if (!(await this.ceaseToOwn(user))) return 'last-owner';
    await this.#parts.news.note(user);
    const task = taskOf(user);
    const { reply } = await this.#shards.commit({
      script: script('account-close'),
      keys: [
        ...['u', 's', 'd', 'a', 'f', 'k'].map((part) => userKey(user, part)),
        taskKeyOf(task),
        ...['fp', 'fe', 'fa', ...keptParts].map((part) => userKey(user, part)),
        ...taskKeys(user),
      ],
      args: [user, displayName, dueMember(task)],
    });
    if (reply === null) return null;
    this.#parts.news.tell(user);
    // Nobody could ask again, since her sessions have ended: where it fails, the task does it.
    await this.tell(user).catch(() => undefined);
    return parseUser(text(reply));
  }

  /** Tells each of her conversations how she stands now, until that is what stands. Whoever has closed her account leaves her rooms before. */
  async tell(user: UserId): Promise<void> {
    const task = taskOf(user);
    for (let isTold = false; !isTold;) {
      const [off, was] = list(
        await this.#shards.run({ script: script('read-hash'), keys: [userKey(user, 'u')], args: ['off', 'was'] }),
      );
      const [version, isOff] = text(off).split(' ');
      // Nobody has ever changed it.
      if (version === undefined || isOff === undefined) return;
      if (text(was) !== '') await leaveForGood(this.#shards, this.#parts.users, user, text(was));
      // Also those that are out of her inbox: a group that she has left goes on with her.
      const conversations = await this.#parts.people.conversationsOf(user);
      for (let index = 0; index < conversations.length; index += toldAtOnce)
        await Promise.all(
          conversations.slice(index, index + toldAtOnce).map((conversation) =>
            this.#shards.commit({
              script: script('standing-mark'),
              keys: conversationKeys(conversation, 'cs'),
              args: [user, version, isOff],
            }),
          ),
        );
      const { reply } = await this.#shards.commit({
        script: script('standing-told'),
        keys: [userKey(user, 'u'), taskKeyOf(task), dueKey(user)],
        args: [dueMember(task), text(off)],
      });
      isTold = reply === 1;
    }
  }
}
