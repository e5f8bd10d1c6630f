import type { AnswerOf } from '@rookery/protocol';
import type { App, Caller } from './app.ts';

/** Ends the session: its token is refused from now on; its other sockets hear of it by the user's channel. */
export async function leaveChat(app: App, caller: Caller): Promise<AnswerOf<'user:leave'>> {
  await app.store.sessions.revoke({ id: caller.session.id, user: caller.user.id });
  return {};
}
