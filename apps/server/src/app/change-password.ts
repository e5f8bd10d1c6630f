import { ChatError } from '@rookery/protocol';
import type { changePassword as changeRequest } from '@rookery/protocol';
import type * as z from 'zod';
import { weaknessOf } from '../domain/weak-password.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { fittingPassword } from './show-who.ts';
import type { Origin } from './sign-in-origin.ts';

type Changing = Pick<Ports, 'accounts' | 'sessions' | 'passwords' | 'signInLimits'>;

/** All other sessions of hers end: whoever knew the old password is out. [ACC-8] */
export async function changePassword(
  ports: Changing,
  actor: Actor,
  { current, password }: z.output<typeof changeRequest>,
  origin: Pick<Origin, 'address'>,
): Promise<void> {
  const { user, session } = actor;
  if (user.guest) throw new ChatError('forbidden', { message: 'You are a guest: make an account first.' });
  const kept = await fittingPassword(ports, actor, current, origin);
  const weakness = weaknessOf(password, [user.username, user.displayName]);
  if (weakness !== null) throw new ChatError('bad_request', { field: 'password', message: weakness });
  const outcome = await ports.accounts.setPassword(user.id, kept, await ports.passwords.hash(password));
  if (outcome === 'changed-meanwhile')
    throw new ChatError('conflict', { field: 'current', message: 'The password was changed meanwhile.' });
  await ports.sessions.revokeAll(user.id, session.id);
}
