import { ChatError, asUserId, foldName } from '@rookery/protocol';
import type { UserId, createSession } from '@rookery/protocol';
import type * as z from 'zod';
import type { Actor } from './actor.ts';
import { beginSession } from './begin-session.ts';
import { passSecondFactor } from './pass-second-factor.ts';
import type { Ports } from './ports.ts';
import type { Origin } from './sign-in-origin.ts';

type SigningIn = Pick<
  Ports,
  'people' | 'sessions' | 'accounts' | 'clock' | 'passwords' | 'signInLimits' | 'secondFactor'
>;

/** Looked up where nobody has the name, so that it takes as long. */
const nobodysId = asUserId('u_nobody');

/** Whose name and password these are. Throws `unauthorized`, in the same words and after the same work whatever is wrong with them. [ACC-3] */
async function recognisePassword(
  ports: SigningIn,
  { username, password }: Pick<z.output<typeof createSession>, 'username' | 'password'>,
  { address }: Pick<Origin, 'address'>,
): Promise<{ readonly user: UserId; readonly kept: string }> {
  const name = foldName(username);
  await ports.signInLimits.attempt(address, name);
  const holder = await ports.people.holderOf(username);
  const kept = await ports.accounts.passwordOf(holder ?? nobodysId);
  const fits = await ports.passwords.fits(kept, password);
  if (!fits || !holder || kept === null) {
    ports.signInLimits.failed(name);
    throw new ChatError('unauthorized', { message: 'The name or the password is wrong.' });
  }
  await ports.signInLimits.succeeded(address, name);
  return { user: holder, kept };
}

/** A new session of an account. */
export async function signIn(
  ports: SigningIn,
  request: z.output<typeof createSession>,
  origin: Origin,
): Promise<Actor> {
  const { user: id, kept } = await recognisePassword(ports, request, origin);
  const [user] = await ports.people.users([id]);
  if (!user || user.deactivated) throw new ChatError('unauthorized');
  await passSecondFactor(ports, id, request);
  const actor = await beginSession(ports, user, origin);
  // Whoever changes the password ends all sessions after that: one of the old password is ended there, or here. [ACC-8]
  if ((await ports.accounts.passwordOf(id)) !== kept) {
    await ports.sessions.revoke({ id: actor.session.id, user: id });
    throw new ChatError('unauthorized', { message: 'The password was changed in this moment: use the new one.' });
  }
  return actor;
}
