import { limits } from '@rookery/protocol';
import type { Device } from '@rookery/protocol';
import type { ListedSession } from '../ports/session-store.ts';
import type { Actor } from './actor.ts';
import { leaveChat } from './leave-chat.ts';
import type { Ports } from './ports.ts';
import { notFound } from './refuse.ts';

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
