import { limits } from '@rookery/protocol';
import type { Device, SessionToken } from '@rookery/protocol';
import { newSessionToken, secretHash } from '../domain/new-id.ts';
import type { ListedSession } from '../ports/session-store.ts';
import type { Actor } from './actor.ts';
import { leaveChat } from './leave-chat.ts';
import type { Ports } from './ports.ts';
import { notFound } from './refuse.ts';

/** A cookie has another secret after this long, ms. */
const cookieAgeMs = 24 * 3_600_000;

type Managing = Pick<Ports, 'sessions' | 'people' | 'profiles' | 'clock'>;

/** The caller's devices, the one used last first. [ACC-7] */
export async function listSessions(
  ports: Managing,
  { user, session }: Actor,
): Promise<{ readonly sessions: readonly Device[] }> {
  const listed = await ports.sessions.list(user.id, ports.clock.now());
  return {
    sessions: listed
      .map((one) => toDevice(one, session.id))
      .toSorted((one, other) => other.lastUsedAt - one.lastUsedAt),
  };
}

/** A use moves a session's end (`SessionStore.resume`): so the end says when the last use was, to the hour. */
function toDevice({ id, expiresAt, beginning }: ListedSession, current: string): Device {
  const usedAt = expiresAt - limits.guestSessionMs;
  const createdAt = beginning?.createdAt ?? usedAt;
  return {
    id,
    createdAt,
    lastUsedAt: Math.max(createdAt, usedAt),
    agent: beginning?.agent ?? '',
    current: id === current,
  };
}

/**
 * Another token in the place of one that is in a browser's cookie, or is to be; null where it is not time for another. Sockets stand on the session and go on.
 * [ACC-14]
 */
export async function renewToken(
  ports: Managing,
  { user, session }: Actor,
  token: string,
  isInCookie: boolean,
): Promise<SessionToken | null> {
  const next = newSessionToken();
  const leastAgeMs = isInCookie ? cookieAgeMs : 0;
  const { id } = session;
  const named = { id, user: user.id };
  const now = ports.clock.now();
  return (await ports.sessions.rotate(named, secretHash(token), secretHash(next), now, leastAgeMs)) ? next : null;
}

/** Throws `not_found` for another's as for none. */
export async function endSession(ports: Managing, { user, session }: Actor, id: string): Promise<void> {
  const listed = await ports.sessions.list(user.id, ports.clock.now());
  if (!listed.some((one) => one.id === id)) throw notFound('id');
  await leaveChat(ports, { user, session: { ...session, id } });
}

/** Signs the caller out everywhere, here too. */
export async function endAllSessions(ports: Managing, { user }: Actor): Promise<void> {
  await ports.sessions.revokeAll(user.id, null);
  const retired = await ports.people.retire(user.id, ports.clock.now());
  if (retired) ports.profiles.learn(retired);
}
