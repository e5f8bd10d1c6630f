import { asConversationId, asUserId, foldName } from '@rookery/protocol';
import type { ConversationId, User, UserId } from '@rookery/protocol';
import { isFound, namedAtOnce } from '../../domain/finding-words.ts';
import { fitsPerson } from '../../domain/fits-person.ts';
import { findingSkeleton, nameSkeletons } from '../../domain/name-skeletons.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Listening } from '../../ports/announcements.ts';
import { leftNameMs, leftNamesAtOnce } from '../../ports/people.ts';
import type { People, PeopleHearing, ProfileEdit, RenameOutcome, SetProfileOutcome } from '../../ports/people.ts';
import { taskKeys } from './files.ts';
import type { RedisFinding } from './finding.ts';
import { keptParts } from './kept.ts';
import { userKey, usernameKey } from './keys.ts';
import { parseUser, userJson } from './packing/user-json.ts';
import { searchPeople } from './people-search.ts';
import type { PeopleNews } from './people-news.ts';
import { forgetBlocks } from './privacy.ts';
import { list, text } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

export class RedisPeople implements People {
  readonly #shards: Shards;
  readonly #news: PeopleNews;
  readonly #finding: RedisFinding;
  readonly #clock: Clock;

  constructor(shards: Shards, news: PeopleNews, finding: RedisFinding, clock: Clock) {
    this.#shards = shards;
    this.#news = news;
    this.#finding = finding;
    this.#clock = clock;
  }

  async claimName(user: User, holder: UserId | null, of?: 'anybody'): Promise<'claimed' | 'taken'> {
    // A name stays with whatever its holder has left behind, and with an account for good. [SES-10, ACC-4]
    if (holder !== null && holder !== user.id)
      if (of === 'anybody' ? await this.#hasAccount(holder) : !(await this.close(holder, this.#clock.now())))
        return 'taken';
    // She first, then the name that finds her: a crash between leaves a record that nobody knows.
    await this.#shards.commit({
      script: script('profile-put'),
      keys: [userKey(user.id, 'u')],
      args: [userJson(user)],
    });
    // One after the other, in the same order for all: of two who want names that look alike, one has all of hers. What was claimed
    // for a name that turned out to be taken is given back, to whom it was taken from or to nobody; a crash before that keeps a look from
    // newcomers, and no name from its holder.
    const claimed: string[] = [];
    for (const skeleton of nameSkeletons(user.username)) {
      const { reply } = await this.#shards.commit({
        script: script('name-claim'),
        keys: [usernameKey(skeleton)],
        args: [user.id, holder ?? '', foldName(user.username)],
      });
      if (text(reply) !== user.id) {
        await this.#giveBack(claimed, user, holder);
        return 'taken';
      }
      claimed.push(skeleton);
    }
    return 'claimed';
  }

  async #giveBack(skeletons: readonly string[], user: User, holder: UserId | null): Promise<void> {
    const former = holder === null ? null : ((await this.users([holder]))[0] ?? null);
    const theirs = former === null ? [] : nameSkeletons(former.username);
    for (const skeleton of skeletons) {
      if (former && theirs.includes(skeleton))
        await this.#shards.commit({
          script: script('name-claim'),
          keys: [usernameKey(skeleton)],
          args: [former.id, user.id, foldName(former.username)],
        });
      else await this.#free(skeleton, user.id);
    }
  }

  async #free(skeleton: string, holder: UserId): Promise<void> {
    await this.#shards.commit({ script: script('name-free'), keys: [usernameKey(skeleton)], args: [holder] });
  }

  /** Who has no session of a guest's at this moment never becomes an account any more: so nothing changes between this and the claim. */
  async #hasAccount(user: UserId): Promise<boolean> {
    const [known] = await this.users([user]);
    return known?.guest === false;
  }

  /** Closes the record of somebody who has no session at `now` and no trace. False where she has. */
  async close(user: UserId, now: number): Promise<boolean> {
    const { reply } = await this.#shards.commit({
      script: script('guest-close'),
      keys: ['u', 's', 'i', 'g', 'fp'].map((part) => userKey(user, part)),
      args: [Math.floor(now)],
    });
    return reply === 1;
  }

  /** Takes away somebody whose record is closed. Her name goes first: whoever is found by a name has a record. */
  async drop(user: UserId): Promise<boolean> {
    const [known] = await this.users([user]);
    for (const skeleton of known ? nameSkeletons(known.username) : []) await this.#free(skeleton, user);
    await forgetBlocks(this.#shards, user);
    const { reply } = await this.#shards.commit({
      script: script('guest-drop'),
      keys: ['u', 's', 'i', 'g', 'p', 'td', 'd', 'x', 'b', 'fq', 'ff', 'fa', ...keptParts].map((part) =>
        userKey(user, part),
      ),
      args: [],
    });
    // Those who know her forget her.
    this.#news.tell(user);
    return reply === 1;
  }

  async holderOf(username: string): Promise<UserId | null> {
    const reply = await this.#shards.run({
      script: script('read-hash'),
      keys: [usernameKey(findingSkeleton(username))],
      args: ['id', 'of', 'left'],
    });
    const [id, folded, left] = list(reply).map(text);
    // Whoever only looks like it is somebody else, and so is who is called otherwise by now.
    return id && left === '' && folded === foldName(username) ? asUserId(id) : null;
  }

  search(query: string, cursor: string | undefined, limit: number) {
    return searchPeople(this.#shards, (ids) => this.users(ids), query, cursor, limit);
  }

  async named(query: string): Promise<readonly User[]> {
    const entries = await this.#finding.read(query);
    const ids = [...new Set(entries.map(({ user }) => user))];
    const known = new Map((await this.users(ids)).map((user, index) => [ids[index], user]));
    for (const entry of entries) this.#finding.forgetWhereStale(entry, known.get(entry.user) ?? null);
    return [...known.values()]
      .filter((user) => user !== null)
      .filter((user) => isFound(user) && fitsPerson(user, query))
      .slice(0, namedAtOnce);
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
  async setProfile(
    user: UserId,
    rev: number,
    { displayName, status, avatar }: ProfileEdit,
  ): Promise<SetProfileOutcome> {
    await this.#news.note(user);
    const { reply } = await this.#shards.commit({
      script: script('profile-set'),
      keys: [...['u', 'fp', 'fe', 'fa', 'fc', 'fr'].map((part) => userKey(user, part)), ...taskKeys(user)],
      args: [
        ...[rev, displayName ?? '', status === undefined ? '' : JSON.stringify(status)],
        ...[avatar === undefined ? '' : (avatar ?? 'null'), user],
      ],
    });
    if (reply === null) return { status: 'no-user' };
    const [outcome, json] = list(reply);
    if (text(outcome) === 'no-file') return { status: 'no-file' };
    const kept = parseUser(text(json));
    if (text(outcome) !== 'set') return { status: 'changed-meanwhile', user: kept };
    this.#news.tell(user);
    return { status: 'set', user: kept };
  }

  /** The new name is claimed first, the old one left last: a crash between keeps one name too many for her. */
  async rename(user: UserId, rev: number, username: string): Promise<RenameOutcome> {
    const [now] = await this.users([user]);
    if (!now) return { status: 'no-user' };
    if (now.rev !== rev) return { status: 'changed-meanwhile', user: now };
    const [had, wanted] = [nameSkeletons(now.username), nameSkeletons(username)];
    const [fresh, left] = [wanted.filter((one) => !had.includes(one)), had.filter((one) => !wanted.includes(one))];
    if (!(await this.#claimAll(fresh, user, username))) return { status: 'taken' };
    await this.#news.note(user);
    const { reply } = await this.#shards.commit({
      script: script('profile-rename'),
      keys: [userKey(user, 'u')],
      args: [rev, username, Math.floor(this.#clock.now()), leftNameMs, leftNamesAtOnce, left.length > 0 ? 1 : 0],
    });
    const [status, json] = reply === null ? ['no-user', ''] : list(reply).map(text);
    if (status !== 'set') for (const skeleton of fresh) await this.#free(skeleton, user);
    if (status === 'no-user' || status === 'too-often') return { status };
    const kept = parseUser(json ?? '');
    if (status !== 'set') return { status: 'changed-meanwhile', user: kept };
    // What she keeps of the old look finds her by the new name from now on.
    await this.#claimAll(
      wanted.filter((one) => had.includes(one)),
      user,
      username,
    );
    for (const skeleton of left)
      await this.#shards.commit({
        script: script('name-leave'),
        keys: [usernameKey(skeleton)],
        args: [user, leftNameMs],
      });
    this.#news.tell(user);
    return { status: 'set', user: kept };
  }

  /** All or none. */
  async #claimAll(skeletons: readonly string[], user: UserId, username: string): Promise<boolean> {
    for (const [index, skeleton] of skeletons.entries()) {
      const { reply } = await this.#shards.commit({
        script: script('name-claim'),
        keys: [usernameKey(skeleton)],
        args: [user, '', foldName(username)],
      });
      if (text(reply) === user) continue;
      for (const claimed of skeletons.slice(0, index)) await this.#free(claimed, user);
      return false;
    }
    return true;
  }

  async retire(user: UserId, by: number): Promise<User | null> {
    await this.#news.note(user);
    const { reply } = await this.#shards.commit({
      script: script('profile-retire'),
      keys: [...['u', 's', 'fp', 'fe', 'fa'].map((part) => userKey(user, part)), ...taskKeys(user)],
      args: [Math.floor(by)],
    });
    if (reply === null) return null;
    const [status, json] = list(reply);
    if (text(status) === 'set') this.#news.tell(user);
    return parseUser(text(json));
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
