import { ChatError, foldName, limits } from '@rookery/protocol';
import type { ServerRole, User, UserId, createAccount } from '@rookery/protocol';
import type * as z from 'zod';
import { newSessionToken, newWord, secretHash } from '../domain/new-id.ts';
import { weaknessOf } from '../domain/weak-password.ts';
import { isByAdmin } from './accept-invitation.ts';
import type { Actor } from './actor.ts';
import { noSuchInvitation } from './invitation-place.ts';
import { startGuest } from './join-chat.ts';
import type { Joining } from './join-chat.ts';
import type { Ports } from './ports.ts';
import { setProfile } from './set-profile.ts';
import { beginningOf } from './sign-in-origin.ts';
import type { Origin } from './sign-in-origin.ts';

export type Registering = Joining &
  Pick<Ports, 'accounts' | 'profiles' | 'files' | 'moderation' | 'passwords' | 'signInLimits'>;
type Request = z.output<typeof createAccount>;

/**
 * Makes an account. A guest becomes it and keeps everything; her token is another one from then on, and her sockets go on. Whoever is nobody yet becomes a
 * guest first, in the same way as by `user:join`: so the rules of names are the same, and what is left by a crash is a guest, who is swept. [ACC-1]
 * Where registration is by invitation she needs one that an admin has made; it is counted before she has the account. [SET-3, INV-5]
 */
export async function register(
  ports: Registering & Pick<Ports, 'keptSettings' | 'invitations'>,
  actor: Actor | null,
  request: Request,
  origin: Origin,
): Promise<Actor> {
  const { registration } = await ports.keptSettings.now();
  if (registration === 'closed')
    throw new ChatError('forbidden', { message: 'This server makes no new accounts: ask those who run it.' });
  const code = request.invite;
  if (code === undefined) {
    if (registration === 'open') return makeAccount(ports, actor, request, origin);
    throw new ChatError('forbidden', { message: 'One registers here by invitation: ask an admin for a link.' });
  }
  const invitation = await ports.invitations.find(code, ports.clock.now());
  if (!invitation) throw noSuchInvitation('invite');
  const isAdmins = await isByAdmin(ports, invitation);
  if (!isAdmins && (invitation.room === null || registration === 'invite')) throw noSuchInvitation('invite');
  const made = await makeAccount(ports, actor, request, origin, (who, make) => redeeming(ports, code, who, make));
  return invitation.role === null ? made : withRole(ports, made, invitation.role, invitation.by);
}

/** What is done around the making of her account. */
type Around = (who: Actor, make: () => Promise<Actor>) => Promise<Actor>;

async function redeeming(
  { invitations, clock }: Pick<Ports, 'invitations' | 'clock'>,
  code: string,
  { user }: Actor,
  make: () => Promise<Actor>,
): Promise<Actor> {
  const redeemed = await invitations.redeem(code, user.id, newWord(), clock.now());
  if (!redeemed) throw noSuchInvitation('invite');
  try {
    return await make();
  } catch (error) {
    const isOver = error instanceof ChatError && error.code !== 'unavailable';
    if (isOver && redeemed.isFirst) await invitations.giveBack(code, user.id).catch(() => undefined);
    throw error;
  }
}

async function withRole(ports: Registering, made: Actor, role: ServerRole, by: UserId): Promise<Actor> {
  const user = await ports.accounts.setRole(made.user.id, role, { act: 'invite:accept', by });
  if (!user || user === 'last-owner') throw new ChatError('unavailable');
  ports.profiles.learn(user);
  return { ...made, user };
}

/** As `register`, whoever may. */
export async function makeAccount(
  ports: Registering,
  actor: Actor | null,
  request: Request,
  origin: Origin,
  around: Around = (_, make) => make(),
): Promise<Actor> {
  await ports.signInLimits.register(origin.address);
  refuseUnfit(actor, request);
  const password = await ports.passwords.hash(request.password);
  const made = (who: Actor) => around(who, () => becomeAccount(ports, who, request.displayName, password, origin));
  if (actor) return made(actor);
  const guest = await startGuest(ports, request, () => false);
  try {
    return await made(guest);
  } catch (error) {
    // Nobody has the token: the name would stay taken for as long as the session lives.
    await ports.sessions.revoke({ id: guest.session.id, user: guest.user.id }).catch(() => undefined);
    throw error;
  }
}

function refuseUnfit(actor: Actor | null, { username, displayName, password }: Request): void {
  if (actor && !actor.user.guest) throw hasOne();
  if (actor && foldName(actor.user.username) !== foldName(username))
    throw new ChatError('conflict', {
      field: 'username',
      message: `You are ${actor.user.username}: register under that name, or without your session.`,
    });
  const weakness = weaknessOf(password, displayName === undefined ? [username] : [username, displayName]);
  if (weakness !== null) throw new ChatError('bad_request', { field: 'password', message: weakness });
}

/** The guest of `actor` becomes an account with the hash of a password. */
export async function becomeAccount(
  ports: Registering,
  { user, session: { id } }: Actor,
  displayName: string | undefined,
  password: string,
  origin: Origin,
): Promise<Actor> {
  const now = ports.clock.now();
  const token = newSessionToken();
  const expiresAt = now + limits.guestSessionMs;
  const outcome = await ports.accounts.create(
    {
      user: user.id,
      password,
      session: { id, secretHash: secretHash(token), expiresAt },
      beginning: beginningOf(origin, now),
    },
    now,
  );
  if (outcome.status === 'has-one') throw hasOne();
  if (outcome.status === 'no-session') throw new ChatError('unauthorized');
  ports.profiles.learn(outcome.user);
  // The account is made: a room that does not hear of it hears when she joins it again.
  await ports.moderation.knowAccount(user.id).catch(() => undefined);
  const made: Actor = { user: outcome.user, session: { id, kind: 'account', token, expiresAt } };
  return { ...made, user: await named(ports, made, displayName) };
}

/** The account is made: a name that cannot be had is not worth losing its session. */
async function named(ports: Registering, actor: Actor, displayName: string | undefined): Promise<User> {
  if (displayName === undefined || displayName === actor.user.displayName) return actor.user;
  return setProfile(ports, actor, { displayName }).then(
    ({ user }) => user,
    () => actor.user,
  );
}

const hasOne = (): ChatError => new ChatError('conflict', { message: 'You have an account: sign in with it.' });
