import type { AnswerOf, RequestOf } from '@rookery/protocol';
import type { App, Caller } from './app.ts';
import { refuse } from './refuse.ts';
import { resolveTarget } from './resolve-target.ts';

export async function markRead(
  app: App,
  caller: Caller,
  request: RequestOf<'read:mark'>,
): Promise<AnswerOf<'read:mark'>> {
  const conversation = await resolveTarget(app, caller.user, request);
  const outcome = await app.store.users.mark(caller.user.id, conversation, request.seq, request.back ?? false);
  if (outcome.status === 'refused') throw refuse(outcome);
  return { read: outcome.read, unread: outcome.unread };
}
