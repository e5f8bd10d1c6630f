import { ChatError, foldName, limits } from '@rookery/protocol';
import type { User, createAccount } from '@rookery/protocol';
import type * as z from 'zod';
import { newSessionToken, secretHash } from '../domain/new-id.ts';
import { weaknessOf } from '../domain/weak-password.ts';
import type { Actor } from './actor.ts';
import { startGuest } from './join-chat.ts';
import type { Joining } from './join-chat.ts';
import type { Ports } from './ports.ts';
import { setProfile } from './set-profile.ts';
import { beginningOf } from './sign-in-origin.ts';
import type { Origin } from './sign-in-origin.ts';

export type Registering = Joining & Pick<Ports, 'accounts' | 'profiles' | 'moderation' | 'passwords' | 'signInLimits'>;
type Request = z.output<typeof createAccount>;

/**
 * Makes an account. A guest becomes it and keeps everything; her token is another one from then on, and her sockets go on. Whoever is nobody yet becomes a
 * guest first, in the same way as by `user:join`: so the rules of names are the same, and what is left by a crash is a guest, who is swept. [ACC-1]
 */
export async function register(
  ports: Registering,
  actor: Actor | null,
  request: Request,
  origin: Origin,
): Promise<Actor> {
  await ports.signInLimits.register(origin.address);
  refuseUnfit(actor, request);
  const password = await ports.passwords.hash(request.password);
  if (actor) return becomeAccount(ports, actor, request.displayName, password, origin);
  const guest = await startGuest(ports, request, () => false);
  try {
    return await becomeAccount(ports, guest, request.displayName, password, origin);
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
