import { asConversationId, asUserId } from '@rookery/protocol';
import type { ConversationId, UserId } from '@rookery/protocol';
import { nameSkeletons } from '../../domain/name-skeletons.ts';
import { conversationKeys, userKey, usernameKey } from './keys.ts';
import { forgetBlocks } from './privacy.ts';
import { list, text } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';
import type { RedisUserLog } from './user-log.ts';

/** Ends what a closed account has left in other slots: her rooms, blocks, and the names under which she `was`. Repeating it, or going on where another node was cut off, does no harm. [FAC-9] */
export async function leaveForGood(shards: Shards, users: RedisUserLog, user: UserId, was: string): Promise<void> {
  // She holds it, and nobody finds her by it: no name has this form.
  for (const skeleton of nameSkeletons(was))
    await shards.commit({ script: script('name-claim'), keys: [usernameKey(skeleton)], args: [user, '', '-'] });
  await forgetBlocks(shards, user);
  const [belonging] = list(
    await shards.run({
      script: script('conversations-of'),
      keys: ['u', 'i', 'g'].map((part) => userKey(user, part)),
      args: [],
    }),
  );
  for (const id of list(belonging)) await leave(shards, users, user, asConversationId(text(id)));
  await shards.commit({ script: script('account-closed'), keys: [userKey(user, 'u'), userKey(user, 'x')], args: [] });
}

async function leave(shards: Shards, users: RedisUserLog, user: UserId, conversation: ConversationId): Promise<void> {
  const { reply } = await shards.commit({
    script: script('guest-leave'),
    keys: conversationKeys(conversation, 'cmni'),
    args: [user],
  });
  const [status, heir] = list(reply).map(text);
  if (status === 'stays') return;
  if (heir) await users.touch(asUserId(heir), conversation);
  await users.lose(user, conversation, { why: 'left' });
}
