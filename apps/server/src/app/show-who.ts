import { ChatError, foldName } from '@rookery/protocol';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import type { Origin } from './sign-in-origin.ts';

/** A session that began less than this ago shows by itself whose it is, ms. */
const freshMs = 600_000;

export type Showing = Pick<Ports, 'accounts' | 'sessions' | 'passwords' | 'signInLimits' | 'clock'>;

/**
 * Before an act that would keep the owner of an account out of it: that it is she who asks, and nobody who found her device. By the current password, or by
 * having signed in a moment ago. Throws `forbidden`. [FAC-4]
 */
export async function showWho(
  ports: Showing,
  actor: Actor,
  current: string | undefined,
  origin: Pick<Origin, 'address'>,
): Promise<void> {
  if (actor.user.guest) throw new ChatError('forbidden', { message: 'You are a guest: make an account first.' });
  if (current !== undefined) {
    await fittingPassword(ports, actor, current, origin);
    return;
  }
  const listed = await ports.sessions.list(actor.user.id, ports.clock.now());
  const own = listed.find(({ id }) => id === actor.session.id);
  const age = ports.clock.now() - (own?.beginning?.createdAt ?? 0);
  if (age < freshMs) return;
  throw new ChatError('forbidden', { field: 'current', message: 'Send the current password, or sign in once more.' });
}

/** Her password as it is kept, if this is it. Throws `forbidden`, and `rate_limited` as signing in does. */
export async function fittingPassword(
  ports: Pick<Showing, 'accounts' | 'passwords' | 'signInLimits'>,
  { user }: Actor,
  password: string,
  { address }: Pick<Origin, 'address'>,
): Promise<string> {
  const name = foldName(user.username);
  await ports.signInLimits.attempt(address, name);
  const kept = await ports.accounts.passwordOf(user.id);
  if (kept === null || !(await ports.passwords.fits(kept, password))) {
    ports.signInLimits.failed(name);
    throw new ChatError('forbidden', { field: 'current', message: 'The current password is wrong.' });
  }
  await ports.signInLimits.succeeded(address, name);
  return kept;
}
