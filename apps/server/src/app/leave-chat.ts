import type { AnswerOf } from '@rookery/protocol';
import type { Actor, ConnectedActor } from './actor.ts';
import type { Answered } from './operation.ts';
import type { Ports } from './ports.ts';

type LeaveAnswer = AnswerOf<'user:leave'>;

type Leaving = Pick<Ports, 'sessions' | 'people' | 'profiles' | 'clock'>;

/**
 * Ends the session: its token is refused from now on; its sockets hear of it by the user's channel. A guest whose last one it was is gone. [PEO-6]
 */
export async function leaveChat(ports: Leaving, { session, user }: Actor): Promise<LeaveAnswer> {
  await ports.sessions.revoke({ id: session.id, user: user.id });
  const retired = await ports.people.retire(user.id, ports.clock.now());
  if (retired) ports.profiles.learn(retired);
  return {};
}

/** The caller's own socket is closed after the answer, not by the news of the end. */
export async function leaveOverConnection(ports: Leaving, actor: ConnectedActor): Promise<Answered<LeaveAnswer>> {
  const { connection, session } = actor;
  connection.session = null;
  try {
    return { answer: await leaveChat(ports, actor), afterAnswer: () => connection.leave() };
  } catch (error) {
    connection.session = session;
    throw error;
  }
}
