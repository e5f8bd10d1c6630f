import type { AnswerOf, RequestOf } from '@rookery/protocol';
import { may, rightsOf } from '../domain/rights.ts';
import { forbidden } from '../domain/log.ts';
import type { App, Caller } from './app.ts';
import { refuse } from './refuse.ts';
import { resolveTarget } from './resolve-target.ts';

export async function setTyping(
  app: App,
  caller: Caller,
  request: RequestOf<'typing:set'>,
): Promise<AnswerOf<'typing:set'>> {
  const conversation = await resolveTarget(app, caller.user, request);
  // Whoever listens here is a member; anyone else is looked up (and refused).
  if (!app.hub.feed(conversation)?.audience.listeners.has(caller.connection)) {
    const seen = await app.store.membership.look(conversation, caller.user.id);
    if (seen.status === 'refused') throw refuse(seen);
    if (!may(seen.rights, rightsOf('post'))) throw refuse(forbidden);
  }
  app.store.announcements.tellTyping(conversation, caller.user, request.on);
  return {};
}
