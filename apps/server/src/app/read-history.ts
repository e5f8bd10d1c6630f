import { limits } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import { toWireMessage } from '../domain/log.ts';
import type { App, Caller } from './app.ts';
import { refuse } from './refuse.ts';
import { resolveTarget } from './resolve-target.ts';

export async function readHistory(
  app: App,
  caller: Caller,
  request: RequestOf<'history:fetch'>,
): Promise<AnswerOf<'history:fetch'>> {
  const conversation = await resolveTarget(app, caller.user, request);
  const page = await app.store.log.page({
    conversation,
    reader: caller.user.id,
    before: request.before,
    after: request.after,
    around: request.around,
    limit: Math.min(request.limit ?? limits.joinMessages, limits.historyPage),
  });
  if (page.status === 'refused') throw refuse(page);
  return {
    messages: page.messages.map((message) => toWireMessage(message, page.state.facts)),
    head: page.state.head,
    hasMore: page.hasMore,
  };
}
