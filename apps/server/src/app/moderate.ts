import { ChatError, limits } from '@rookery/protocol';
import type { AnswerOf, ConversationId, RequestOf, Target, UserId } from '@rookery/protocol';
import type { Rights } from '../domain/rights.ts';
import { sanctionsKept } from '../ports/moderation.ts';
import type { Actor } from './actor.ts';
import { guestNameOf } from './guest-look.ts';
import type { Ports } from './ports.ts';
import { notFound, notLower, refuse } from './refuse.ts';
import { resolveTarget, resolveUser } from './resolve-target.ts';
import type { Targets } from './resolve-target.ts';

type Moderating = Targets & Pick<Ports, 'membership' | 'moderation'>;

/** The room and the person that a request names. Whoever may not know the room learns nothing of the person. */
async function against(
  ports: Moderating,
  actor: Actor,
  request: Target & { readonly user: string },
): Promise<{ readonly room: ConversationId; readonly user: UserId }> {
  const room = await resolveTarget(ports, actor.user, request);
  const seen = await ports.membership.look(room, actor.user.id);
  if (seen.status === 'refused') throw refuse(seen);
  return { room, user: await resolveUser(ports, request.user, 'user') };
}

const tooMany = (): ChatError =>
  new ChatError('too_large', {
    field: 'user',
    message: `A room keeps at most ${sanctionsKept} mutes and as many bans: end some of them first.`,
  });

export async function giveRole(
  ports: Moderating,
  actor: Actor,
  request: RequestOf<'room:role'>,
  needs: Rights,
): Promise<AnswerOf<'room:role'>> {
  const { room, user } = await against(ports, actor, request);
  const hasAccount = (await ports.profiles.find(user))?.guest === false;
  const given = { user, hasAccount, role: request.role };
  const outcome = await ports.moderation.setRole(room, actor.user.id, needs, given);
  switch (outcome.status) {
    case 'set':
      return {};
    case 'refused':
      throw refuse(outcome);
    case 'not-a-member':
      throw notFound('user');
    case 'not-lower':
      throw notLower();
    case 'no-account':
      throw new ChatError('forbidden', {
        field: 'user',
        message: 'A guest cannot be raised: they have to make an account first.',
      });
    case 'last-owner':
      throw new ChatError('conflict', {
        field: 'role',
        message: 'A room has an owner: make somebody else an owner first.',
      });
  }
}

export async function muteMember(
  ports: Moderating,
  actor: Actor,
  request: RequestOf<'room:mute'>,
  needs: Rights,
): Promise<AnswerOf<'room:mute'>> {
  const { room, user } = await against(ports, actor, request);
  const guestName = guestNameOf(await ports.profiles.find(user));
  const mute = { until: request.until, reason: request.reason ?? null, guestName };
  const outcome = await ports.moderation.mute(room, actor.user.id, needs, user, mute);
  if (outcome.status === 'refused') throw refuse(outcome);
  if (outcome.status === 'not-lower') throw notLower();
  if (outcome.status === 'too-many') throw tooMany();
  return {};
}

export async function banFromRoom(
  ports: Moderating & Pick<Ports, 'live'>,
  actor: Actor,
  request: RequestOf<'room:ban'>,
  needs: Rights,
): Promise<AnswerOf<'room:ban'>> {
  const { room, user } = await against(ports, actor, request);
  const guestName = guestNameOf(await ports.profiles.find(user));
  const ban = { until: request.until ?? null, reason: request.reason ?? null, guestName };
  const outcome = await ports.moderation.ban(room, actor.user.id, needs, user, ban);
  if (outcome.status === 'refused') throw refuse(outcome);
  if (outcome.status === 'not-lower') throw notLower();
  if (outcome.status === 'too-many') throw tooMany();
  ports.live.lose(user, room);
  return {};
}

export async function unbanFromRoom(
  ports: Moderating,
  actor: Actor,
  request: RequestOf<'room:unban'>,
  needs: Rights,
): Promise<AnswerOf<'room:unban'>> {
  const { room, user } = await against(ports, actor, request);
  const outcome = await ports.moderation.unban(room, actor.user.id, needs, user);
  if (outcome.status === 'refused') throw refuse(outcome);
  return {};
}

export async function listBans(
  ports: Targets & Pick<Ports, 'moderation'>,
  actor: Actor,
  request: RequestOf<'room:bans'>,
  needs: Rights,
): Promise<AnswerOf<'room:bans'>> {
  const room = await resolveTarget(ports, actor.user, request);
  const limit = Math.min(request.limit ?? limits.listPage, limits.listPage);
  const page = await ports.moderation.bans(room, actor.user.id, needs, request.cursor, limit);
  if (page.status === 'refused') throw refuse(page);
  const who = await ports.profiles.whoAre(page.rows.flatMap(({ user, by }) => [user, by]));
  return { bans: page.rows.map((ban) => ({ ...ban, user: who(ban.user), by: who(ban.by) })), next: page.next };
}
