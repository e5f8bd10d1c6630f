import { ChatError, isRoomId } from '@rookery/protocol';
import type { ConversationId, UserId } from '@rookery/protocol';
import type { Ports } from './ports.ts';

type Beginning = Pick<Ports, 'privacy' | 'users' | 'membership'>;

/**
 * Whether the caller may begin a direct conversation, or a group, with somebody. `field`: of the request that names her. False where she is blocked: then the append refuses her in its own step, as if
 * nobody were there. Throws where the other one's `directFrom` takes no first message from her. A conversation in which something has been said goes on, whoever
 * began it: to end that is what a block is for. [PRI-3]
 */
export async function mayBegin(
  ports: Beginning,
  caller: UserId,
  other: UserId,
  conversation: ConversationId,
  field = 'to',
): Promise<boolean> {
  if (caller === other) return true;
  const { directFrom, blocked } = await ports.privacy.settings(other);
  if (blocked.includes(caller)) return false;
  if (directFrom === 'all') return true;
  const seen = await ports.membership.look(conversation, caller);
  if (seen.status === 'seen' && seen.state.head.seq > 0) return true;
  if (directFrom === 'rooms' && (await shareRoom(ports, caller, other))) return true;
  throw new ChatError('forbidden', {
    field,
    message:
      directFrom === 'rooms'
        ? 'They take first messages only from people whom they share a room with.'
        : 'They take no first messages.',
  });
}

async function shareRoom({ users }: Beginning, one: UserId, other: UserId): Promise<boolean> {
  const [hers, theirs] = await Promise.all([users.conversations(one), users.conversations(other)]);
  const rooms = new Set<ConversationId>(hers.conversations.filter((id) => isRoomId(id)));
  return theirs.conversations.some((id) => rooms.has(id));
}
