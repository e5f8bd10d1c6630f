import type { AnswerOf } from '@rookery/protocol';
import type { App, Caller } from './app.ts';

/** Ends the session: its token is refused from now on; its other sockets hear of it by the user's channel. */
export async function leaveChat(app: App, { connection, session, user }: Caller): Promise<AnswerOf<'user:leave'>> {
  // The caller's own socket is closed after the answer, not by the news of the end.
  connection.session = null;
  try {
    await app.store.sessions.revoke({ id: session.id, user: user.id });
  } catch (error) {
    connection.session = session;
    throw error;
  }
  return {};
}
