import { ChatError, isUserId } from '@rookery/protocol';
import type { UserId, setPasswordByLink } from '@rookery/protocol';
import type * as z from 'zod';
import { newSessionToken, secretHash } from '../domain/new-id.ts';
import { weaknessOf } from '../domain/weak-password.ts';
import type { Ports } from './ports.ts';

const dayMs = 24 * 3_600_000;

/** The token of a link by which her password is set, once, within a day or what is said: `/password#TOKEN`. An earlier one counts no more. Null where she has no account. [ACC-15] */
export async function offerPasswordLink(
  { accounts, clock }: Pick<Ports, 'accounts' | 'clock'>,
  user: UserId,
  livesMs = dayMs,
): Promise<string | null> {
  const secret = newSessionToken();
  const isOffered = await accounts.offerPasswordLink(user, secretHash(secret), clock.now() + livesMs);
  // The id leads to her, so that the hash need not be found by itself.
  return isOffered ? `${user}.${secret}` : null;
}

/** All of her sessions end: whoever knew the old password is out. Throws `not_found` for a link that is used up, expired or never was. [ACC-15] */
export async function setByPasswordLink(
  ports: Pick<Ports, 'accounts' | 'clock' | 'passwords' | 'people' | 'sessions'>,
  { token, password }: z.output<typeof setPasswordByLink>,
): Promise<void> {
  const [id = '', secret = ''] = token.split('.');
  const hash = secretHash(secret);
  const [user] = isUserId(id) ? await ports.people.users([id]) : [];
  if (!user || user.deactivated || (await ports.accounts.passwordLinkOf(user.id, ports.clock.now())) !== hash)
    throw usedUp();
  const weakness = weaknessOf(password, [user.username, user.displayName]);
  if (weakness !== null) throw new ChatError('bad_request', { field: 'password', message: weakness });
  const kept = await ports.passwords.hash(password);
  if ((await ports.accounts.usePasswordLink(user.id, hash, kept, ports.clock.now())) !== 'set') throw usedUp();
  await ports.sessions.revokeAll(user.id, null);
}

const usedUp = (): ChatError =>
  new ChatError('not_found', { field: 'token', message: 'This link is used up, or has expired: ask for a new one.' });
