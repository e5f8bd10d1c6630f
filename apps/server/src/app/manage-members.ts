import type { AnswerOf, ConversationId, RequestOf, UserId } from '@rookery/protocol';
import { ChatError, limits } from '@rookery/protocol';
import type { Rights } from '../domain/rights.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { notFound, notLower, refuse } from './refuse.ts';
import { resolveTarget, resolveUser } from './resolve-target.ts';
import type { Targets } from './resolve-target.ts';

export async function inviteToRoom(
  ports: Targets & Pick<Ports, 'membership' | 'privacy' | 'clock'>,
  actor: Actor,
  request: RequestOf<'room:invite'>,
  needs: Rights,
): Promise<AnswerOf<'room:invite'>> {
  const conversation = await resolveTarget(ports, actor.user, request);
  const seen = await ports.membership.look(conversation, actor.user.id);
  if (seen.status === 'refused') throw refuse(seen);
  const user = await resolveUser(ports, request.user, 'user');
  if ((await ports.profiles.find(user))?.deactivated || (await isClosedTo(ports, actor.user.id, user, conversation)))
    throw notFound('user');
  const outcome = await ports.membership.invite(conversation, actor.user.id, needs, user, ports.clock.now());
  if (outcome.status === 'refused') throw refuse(outcome);
  if (outcome.status === 'banned')
    throw new ChatError('forbidden', { field: 'user', message: 'They are banned from this room: end that first.' });
  return {};
}

/** Whom she has blocked calls her nowhere: to him she is as nobody. Where she is a member already, which both see, nothing is done anyway. [PRI-4] */
async function isClosedTo(
  { privacy, membership }: Pick<Ports, 'privacy' | 'membership'>,
  caller: UserId,
  user: UserId,
  conversation: ConversationId,
): Promise<boolean> {
  const { blocked } = await privacy.settings(user);
  return blocked.includes(caller) && !(await membership.membersAmong(conversation, [user])).has(user);
}

export async function removeFromRoom(
  ports: Targets & Pick<Ports, 'membership' | 'live'>,
  actor: Actor,
  request: RequestOf<'room:remove'>,
  needs: Rights,
): Promise<AnswerOf<'room:remove'>> {
  const conversation = await resolveTarget(ports, actor.user, request);
  const seen = await ports.membership.look(conversation, actor.user.id);
  if (seen.status === 'refused') throw refuse(seen);
  const user = await resolveUser(ports, request.user, 'user');
  const outcome = await ports.membership.remove(conversation, actor.user.id, needs, user);
  if (outcome.status === 'refused') throw refuse(outcome);
  if (outcome.status === 'not-a-member') throw notFound('user');
  if (outcome.status === 'not-lower') throw notLower();
  ports.live.lose(user, conversation);
  return {};
}

export async function listMembers(
  ports: Targets & Pick<Ports, 'membership' | 'presence'>,
  actor: Actor,
  request: RequestOf<'room:members'>,
): Promise<AnswerOf<'room:members'>> {
  const conversation = await resolveTarget(ports, actor.user, request);
  const limit = Math.min(request.limit ?? limits.listPage, limits.listPage);
  const page = await ports.membership.members(conversation, actor.user.id, request.cursor, limit);
  if (page.status === 'refused') throw refuse(page);
  const users = page.rows.map(({ user }) => user);
  const [who, states] = await Promise.all([ports.profiles.whoAre(users), ports.presence.states(users)]);
  return {
    members: page.rows.map(({ user, role }, index) => ({
      user: who(user),
      role,
      online: states[index]?.online ?? false,
    })),
    next: page.next,
  };
}
