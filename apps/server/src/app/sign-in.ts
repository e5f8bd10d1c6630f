import { ChatError, asUserId, foldName } from '@rookery/protocol';
import type { UserId, createSession } from '@rookery/protocol';
import type * as z from 'zod';
import { SignOnFailure } from '../domain/sign-on-failure.ts';
import { directoryIssuer } from '../ports/people-directory.ts';
import { accountOf, signInAs } from './account-of-identity.ts';
import type { KnownElsewhere, SigningOn } from './account-of-identity.ts';
import type { Actor } from './actor.ts';
import { beginSession } from './begin-session.ts';
import { passSecondFactor } from './pass-second-factor.ts';
import type { Ports } from './ports.ts';
import type { Origin } from './sign-in-origin.ts';

type SigningIn = SigningOn & Pick<Ports, 'directory' | 'secondFactor'>;
type Request = z.output<typeof createSession>;

/** Looked up where nobody has the name, so that it takes as long. */
const nobodysId = asUserId('u_nobody');

/** Whose name and password these are; null after the same work whatever is wrong with them. [ACC-3] */
async function recognisePassword(
  ports: SigningIn,
  { username, password }: Request,
): Promise<{ readonly user: UserId; readonly kept: string } | null> {
  const holder = await ports.people.holderOf(username);
  const kept = await ports.accounts.passwordOf(holder ?? nobodysId);
  const fits = await ports.passwords.fits(kept, password);
  return fits && holder && kept !== null ? { user: holder, kept } : null;
}

/** Whoever the directory knows by that name and password; null where there is none, or no directory. [SSO-10] */
async function recogniseElsewhere(
  { directory }: SigningIn,
  { username, password }: Request,
): Promise<KnownElsewhere | null> {
  const person = directory ? await directory.recognise(username, password) : null;
  return person && { ...person, act: 'ldap:groups', identity: { issuer: directoryIssuer, subject: person.id } };
}

/** A new session of an account: by a password of this server's own, or, where that does not fit, by the directory. Throws `unauthorized`, in the same words whatever is wrong. */
export async function signIn(ports: SigningIn, request: Request, origin: Origin): Promise<Actor> {
  const name = foldName(request.username);
  await ports.signInLimits.attempt(origin.address, name);
  const own = await recognisePassword(ports, request);
  const elsewhere = own ? null : await recogniseElsewhere(ports, request);
  if (!own && !elsewhere) {
    ports.signInLimits.failed(name);
    throw new ChatError('unauthorized', { message: 'The name or the password is wrong.' });
  }
  await ports.signInLimits.succeeded(origin.address, name);
  return own ? beginOwn(ports, own, request, origin) : beginElsewhere(ports, elsewhere, request, origin);
}

async function beginElsewhere(
  ports: SigningIn,
  known: KnownElsewhere | null,
  request: Request,
  origin: Origin,
): Promise<Actor> {
  try {
    const user = known && (await accountOf(ports, known.identity));
    if (user) await passSecondFactor(ports, user.id, request);
    if (known) return await signInAs(ports, null, known, origin);
  } catch (error) {
    if (!(error instanceof SignOnFailure)) throw error;
    // Her account is being made at this moment.
    if (error.reason === 'unavailable') throw new ChatError('unavailable', { cause: error });
  }
  throw new ChatError('unauthorized');
}

async function beginOwn(
  ports: SigningIn,
  { user: id, kept }: { readonly user: UserId; readonly kept: string },
  request: Request,
  origin: Origin,
): Promise<Actor> {
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
