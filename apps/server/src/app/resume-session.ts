import { ChatError, limits } from '@rookery/protocol';
import type { StoredSession } from '../ports/session-store.ts';
import type { Ports } from './ports.ts';
import { classicSessionMs } from './join-chat.ts';
import { secretHash } from '../domain/new-id.ts';

/** The session of a token, whose life starts anew with each use. Throws `unauthorized` for one that is not (any more). */
export async function resumeSession(ports: Pick<Ports, 'sessions' | 'clock'>, token: string): Promise<StoredSession> {
  const now = ports.clock.now();
  const session = await ports.sessions.resume(secretHash(token), now, now + limits.guestSessionMs);
  if (!session) throw new ChatError('unauthorized', { message: 'This session has ended: join again.' });
  return session;
}

/** The classic session of a `pid`; null where it has ended, or somebody took the name meanwhile. */
export async function resumeClassic(
  ports: Pick<Ports, 'sessions' | 'people' | 'clock'>,
  pid: string,
): Promise<StoredSession | null> {
  const now = ports.clock.now();
  const session = await ports.sessions.resume(secretHash(pid), now, now + classicSessionMs);
  if (!session || session.kind !== 'classic') return null;
  const holder = await ports.people.holderOf(session.user.username);
  return holder === session.user.id ? session : null;
}
