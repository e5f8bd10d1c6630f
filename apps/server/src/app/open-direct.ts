import type { AnswerOf, ConversationId, RequestOf, UserId } from '@rookery/protocol';
import { directIdOf } from '../domain/direct-id.ts';
import { groupIdOf } from '../domain/group-id.ts';
import type { Actor } from './actor.ts';
import { mayBegin } from './may-begin.ts';
import type { Ports } from './ports.ts';
import { notFound } from './refuse.ts';
import { resolveUser } from './resolve-target.ts';
import { watchGained } from './watch-pushes.ts';
import { isGone } from './who-is-gone.ts';

type Opening = Pick<
  Ports,
  | 'people'
  | 'profiles'
  | 'rooms'
  | 'membership'
  | 'sessions'
  | 'users'
  | 'privacy'
  | 'live'
  | 'clock'
  | 'kept'
  | 'pushes'
>;

/**
 * The conversation of the caller with these people: with one it is the direct conversation, with several a group. All of them have it in their inboxes
 * before this answers. One that is there already is answered also where somebody of them is gone.
 */
export async function openDirect(
  ports: Opening,
  actor: Actor,
  request: RequestOf<'direct:open'>,
): Promise<AnswerOf<'direct:open'>> {
  const me = actor.user.id;
  const named = await Promise.all(request.users.map((user) => resolveUser(ports, user, 'users')));
  const others = [...new Set(named)].filter((user) => user !== me);
  const [first = me] = others;
  const isGroup = others.length > 1;
  const conversation = isGroup ? groupIdOf([me, ...others]) : directIdOf(me, first);
  const known = await ports.users.line(me, conversation);
  if (!known || isGroup) await refuseClosed(ports, me, others, conversation);
  if (!known) {
    const at = ports.clock.now();
    await (isGroup ? ports.rooms.openGroup([me, ...others], me, at) : ports.rooms.openDirect(me, first, at));
    await watchGained(ports, conversation, [me, ...others]);
    await ports.live.gain(me, conversation);
  }
  const line = known ?? (await ports.users.line(me, conversation));
  if (!line) throw notFound('users');
  return { conversation, head: line.state.head, read: line.read };
}

/** Whoever has blocked the caller is as nobody; who is gone, or takes nothing first from her, only matters where nothing is there yet. */
async function refuseClosed(
  ports: Opening,
  caller: UserId,
  others: readonly UserId[],
  conversation: ConversationId,
): Promise<void> {
  const isThere = (await ports.membership.look(conversation, caller)).status === 'seen';
  for (const other of others) {
    if (!isThere && (await isGone(ports, other))) throw notFound('users');
    const isOpen = isThere
      ? !(await ports.privacy.settings(other)).blocked.includes(caller)
      : await mayBegin(ports, caller, other, conversation, 'users');
    if (!isOpen) throw notFound('users');
  }
}
