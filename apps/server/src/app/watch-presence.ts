import type { AnswerOf, RequestOf } from '@rookery/protocol';
import type { App, Caller } from './app.ts';

/** Watches before it reads, so no change falls between. */
export async function watchPresence(
  app: App,
  caller: Caller,
  request: RequestOf<'presence:watch'>,
): Promise<AnswerOf<'presence:watch'>> {
  const users = [...new Set(request.users)];
  app.watches.watch(caller.connection, users);
  return { states: [...(await app.store.presence.states(users))] };
}
