import type { AnswerOf, RequestOf } from '@rookery/protocol';
import type { App, Caller } from './app.ts';
import { refuse } from './refuse.ts';
import { resolveTarget } from './resolve-target.ts';

export async function leaveRoom(
  app: App,
  caller: Caller,
  request: RequestOf<'room:leave'>,
): Promise<AnswerOf<'room:leave'>> {
  const conversation = await resolveTarget(app, caller.user, request);
  const outcome = await app.store.membership.leave(conversation, caller.user.id);
  if (outcome.status === 'refused') throw refuse(outcome);
  app.hub.lose(caller.user.id, conversation);
  return {};
}
