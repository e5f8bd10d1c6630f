import { asUserId } from '@rookery/protocol';
import type { ConversationId, UserId } from '@rookery/protocol';
import type { Refusal } from '../../domain/log.ts';
import { conversationKey, conversationKeys } from './keys.ts';
import { refusalFrom } from './refusal.ts';
import { list, number, text } from './reply.ts';
import type { Reply } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';
import type { RedisUserLog } from './user-log.ts';

/** A leaving takes at most this: it is answered within 10 s, or never. */
const leavingMs = 60_000;

/** Somebody who has a group out of her inbox, and the mark in the group that says so: seq of the last message then, space, when (ms). */
type Hidden = { readonly user: UserId; readonly mark: string };

const seqOf = (mark: string): number => Number(mark.split(' ')[0]);

/**
 * Groups that people have out of their inboxes until the next message. A mark in the group's own slot says so, which whoever appends finds in the
 * same step: before the append is acknowledged the inboxes have the group again. [ROOM-31]
 *
 * The mark is made before the inbox loses the group. An append in between finds the group still in the inbox, and leaves the mark; whoever hides the
 * group looks afterwards whether something was said since, and then gives it back herself. So no crash leaves an inbox without the group and without a mark.
 */
export class HiddenGroups {
  readonly #shards: Shards;
  readonly #users: RedisUserLog;

  constructor(shards: Shards, users: RedisUserLog) {
    this.#shards = shards;
    this.#users = users;
  }

  async hide(group: ConversationId, user: UserId): Promise<{ readonly status: 'left' } | Refusal> {
    const [status, visibility] = await this.#mark(group, user, '1');
    if (text(status) !== 'hidden') return refusalFrom(status, visibility);
    await this.#users.lose(user, group, { why: 'left' });
    const [, mark, seq, epoch] = await this.#mark(group, user, '');
    if (text(mark) !== '' && number(seq) > seqOf(text(mark)))
      await this.show(group, text(epoch), [{ user, mark: text(mark) }]);
    return { status: 'left' };
  }

  async #mark(group: ConversationId, user: UserId, sets: '1' | ''): Promise<readonly Reply[]> {
    const { reply } = await this.#shards.commit({
      script: script('group-hide'),
      keys: conversationKeys(group, 'cmg'),
      args: [user, sets],
    });
    return list(reply);
  }

  /** Those who have it out of their inboxes. */
  async of(group: ConversationId): Promise<readonly Hidden[]> {
    return toHidden(
      await this.#shards.run({ script: script('group-hidden'), keys: [conversationKey(group, 'g')], args: [] }),
    );
  }

  /** Gives it back to these; what they have read is what there was when they left. */
  async show(group: ConversationId, epoch: string, hidden: readonly Hidden[]): Promise<void> {
    if (hidden.length === 0) return;
    const shown = await Promise.all(
      hidden.map(async ({ user, mark }) => [
        user,
        mark,
        (await this.#users.gainAnew(user, group, seqOf(mark), epoch)) ? '1' : '0',
      ]),
    );
    await this.#shards.commit({
      script: script('group-show'),
      keys: conversationKeys(group, 'cg'),
      args: [leavingMs, ...shown.flat()],
    });
  }
}

/** Pairs of id and mark. */
export function toHidden(reply: Reply | undefined): Hidden[] {
  const flat = list(reply);
  return Array.from({ length: flat.length / 2 }, (_, index) => ({
    user: asUserId(text(flat[2 * index])),
    mark: text(flat[2 * index + 1]),
  }));
}
