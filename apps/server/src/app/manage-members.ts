import type { AnswerOf, RequestOf } from '@rookery/protocol';
import { limits } from '@rookery/protocol';
import { rightsOf } from '../domain/rights.ts';
import type { App, Caller } from './app.ts';
import { notFound, refuse } from './refuse.ts';
import { resolveTarget, resolveUser } from './resolve-target.ts';

export async function inviteToRoom(
  app: App,
  caller: Caller,
  request: RequestOf<'room:invite'>,
): Promise<AnswerOf<'room:invite'>> {
  const conversation = await resolveTarget(app, caller.user, request);
  const seen = await app.store.membership.look(conversation, caller.user.id);
  if (seen.status === 'refused') throw refuse(seen);
  const user = await resolveUser(app, request.user, 'user');
  const outcome = await app.store.membership.invite(
    conversation,
    caller.user.id,
    rightsOf('invite'),
    user,
    app.clock.now(),
  );
  if (outcome.status === 'refused') throw refuse(outcome);
  return {};
}

export async function removeFromRoom(
  app: App,
  caller: Caller,
  request: RequestOf<'room:remove'>,
): Promise<AnswerOf<'room:remove'>> {
  const conversation = await resolveTarget(app, caller.user, request);
  const seen = await app.store.membership.look(conversation, caller.user.id);
  if (seen.status === 'refused') throw refuse(seen);
  const user = await resolveUser(app, request.user, 'user');
  const outcome = await app.store.membership.remove(conversation, caller.user.id, rightsOf('remove'), user.id);
  if (outcome.status === 'refused') throw refuse(outcome);
  if (outcome.status === 'not-a-member') throw notFound('user');
  app.hub.lose(user.id, conversation);
  return {};
}

export async function listMembers(
  app: App,
  caller: Caller,
  request: RequestOf<'room:members'>,
): Promise<AnswerOf<'room:members'>> {
  const conversation = await resolveTarget(app, caller.user, request);
  const limit = Math.min(request.limit ?? limits.listPage, limits.listPage);
  const page = await app.store.membership.members(conversation, caller.user.id, request.cursor, limit);
  if (page.status === 'refused') throw refuse(page);
  const states = await app.store.presence.states(page.rows.map((row) => row.user.id));
  return {
    members: page.rows.map((row, index) => ({ ...row, online: states[index]?.online ?? false })),
    next: page.next,
  };
}
