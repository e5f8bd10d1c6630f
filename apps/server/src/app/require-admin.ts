import { ChatError } from '@rookery/protocol';
import type { User } from '@rookery/protocol';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';

/** How high somebody stands on the whole server. */
export const serverRank = ({ guest, role }: Pick<User, 'guest' | 'role'>): number =>
  role === 'owner' ? 3 : role === 'admin' ? 2 : guest ? 0 : 1;

const adminRank = 2;

/** Whoever asks, as she is in the store now, and whether she is an admin or an owner of the server. */
export async function standingOf(
  { people }: Pick<Ports, 'people'>,
  actor: Actor,
): Promise<{ readonly user: User; readonly isAdmin: boolean }> {
  const [user] = await people.users([actor.user.id]);
  if (!user || user.deactivated) throw new ChatError('unauthorized');
  return { user, isAdmin: serverRank(user) >= adminRank };
}

/** Throws `forbidden` where she is none. */
export async function requireAdmin(ports: Pick<Ports, 'people'>, actor: Actor): Promise<User> {
  const { user, isAdmin } = await standingOf(ports, actor);
  if (!isAdmin) throw new ChatError('forbidden', { message: 'Only admins of the server may do this.' });
  return user;
}
