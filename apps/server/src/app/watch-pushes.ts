import type { ConversationId, UserId } from '@rookery/protocol';
import type { Ports } from './ports.ts';

/** Conversations that are noted at the same time. */
const atOnce = 32;

/** Whatever is said from now on in her conversations, and in the threads that she follows, is looked at for her. Idempotent. [PUSH-5] */
export async function watchAll({ users, pushes }: Pick<Ports, 'users' | 'pushes'>, user: UserId): Promise<void> {
  const { conversations, threads } = await users.conversations(user);
  const all = [...conversations, ...threads];
  for (let from = 0; from < all.length; from += atOnce)
    await Promise.all(all.slice(from, from + atOnce).map((conversation) => pushes.watch(conversation, user)));
}

/** They have a conversation now. To be called when they surely have: a device that is added meanwhile finds it in her inbox, or is found here. */
export async function watchGained(
  { kept, pushes }: Pick<Ports, 'kept' | 'pushes'>,
  conversation: ConversationId,
  people: readonly UserId[],
): Promise<void> {
  await Promise.all(
    people.map(async (user) => {
      if ((await kept.list(user, 'push')).length > 0) await pushes.watch(conversation, user);
    }),
  );
}
