import { asUserId, limits } from '@rookery/protocol';
import type { ConversationId, UserId } from '@rookery/protocol';
import { conversationKey, userKey } from './keys.ts';
import { list, number, text } from './reply.ts';
import type { Reply } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/**
 * Those who follow a thread because of what others write: its root's author, and whoever is mentioned. The append notes them in the thread's own slot, so that no
 * crash forgets them: whoever appends next finds those who do not follow yet. They do before the append is acknowledged. [THR-5]
 */
export class ThreadFollowers {
  readonly #shards: Shards;

  constructor(shards: Shards) {
    this.#shards = shards;
  }

  /** `noted`: pairs of id and what she has read. */
  async follow(thread: ConversationId, parent: ConversationId, epoch: string, noted: Reply | undefined): Promise<void> {
    const flat = list(noted);
    if (flat.length === 0) return;
    const users = Array.from({ length: flat.length / 2 }, (_, index) => asUserId(text(flat[2 * index])));
    await Promise.all(
      users.map((user, index) => this.set(user, thread, parent, { read: number(flat[2 * index + 1]), epoch })),
    );
    await this.#shards.commit({ script: script('thread-told'), keys: [conversationKey(thread, 'c')], args: users });
  }

  /** `from`: what she has read; null: she follows it no longer. */
  async set(
    user: UserId,
    thread: ConversationId,
    parent: ConversationId,
    from: { readonly read: number; readonly epoch: string } | null,
  ): Promise<void> {
    await this.#shards.commit({
      script: script('user-follow'),
      keys: ['u', 'i', 'g'].map((part) => userKey(user, part)),
      args: [thread, parent, from?.read ?? '', from?.epoch ?? '', limits.followedThreads],
    });
  }
}
