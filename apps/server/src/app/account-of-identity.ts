import { ChatError, limits } from '@rookery/protocol';
import type { User } from '@rookery/protocol';
import { newSessionToken, newWord } from '../domain/new-id.ts';
import { SignOnFailure } from '../domain/sign-on-failure.ts';
import { usernameWishes } from '../domain/username-wishes.ts';
import type { RoleAct } from '../ports/accounts.ts';
import type { Identity } from '../ports/identities.ts';
import type { Actor } from './actor.ts';
import { beginSession } from './begin-session.ts';
import { startGuest } from './join-chat.ts';
import { becomeAccount } from './register.ts';
import type { Registering } from './register.ts';
import type { Ports } from './ports.ts';
import type { Origin } from './sign-in-origin.ts';

export type KnownElsewhere = {
  readonly identity: Identity;
  /** As the audit log names what her groups give her. */
  readonly act: RoleAct['act'];
  /** What she may be called, best first. */
  readonly names: readonly string[];
  readonly displayName: string | null;
  /** The account that has confirmed this address is hers: only of a domain that the operator trusts whoever knows her with. */
  readonly joinsAddress?: string | undefined;
  /** Whether she is an admin of the server; null: whoever knows her has no say in it. */
  readonly isAdmin: boolean | null;
};

export type SigningOn = Registering & Pick<Ports, 'identities' | 'once' | 'addresses'>;

/** For this long nobody else makes an account of the same identity, ms: longer than a request may take. */
const makingMs = 15_000;
/** A guest who does not become an account at once is nobody, ms. */
const becomingMs = 120_000;

/**
 * A session of the account that is bound to an identity. Where there is none it is made: of the guest who asks, or of somebody new, under a name that is
 * free; an account is never found by its name, and by its confirmed address only where that is to be trusted. Throws `SignOnFailure('deactivated')`. [SSO-2, SSO-4]
 */
export async function signInAs(
  ports: SigningOn,
  actor: Actor | null,
  known: KnownElsewhere,
  origin: Origin,
): Promise<Actor> {
  const found = await accountOf(ports, known.identity);
  if (found?.deactivated) throw new SignOnFailure('deactivated');
  const signedIn = found ? await comeBack(ports, found, origin) : await make(ports, actor, known, origin);
  return { ...signedIn, user: await withRole(ports, signedIn.user, known.isAdmin, known.act) };
}

/** Null also where there is only the guest of a making that was cut off. */
export async function accountOf(ports: Pick<Ports, 'identities' | 'people'>, identity: Identity): Promise<User | null> {
  const holder = await ports.identities.userOf(identity);
  const [user] = holder === null ? [] : await ports.people.users([holder]);
  return user && !user.guest ? user : null;
}

async function comeBack(ports: SigningOn, user: User, origin: Origin): Promise<Actor> {
  const actor = await beginSession(ports, user, origin);
  // Whoever switches the account off ends its sessions after that: this one there, or here.
  const [after] = await ports.people.users([user.id]);
  if (after && !after.deactivated) return actor;
  await ports.sessions.revoke({ id: actor.session.id, user: user.id });
  throw new SignOnFailure('deactivated');
}

async function make(
  ports: SigningOn,
  actor: Actor | null,
  { identity, names, displayName, joinsAddress }: KnownElsewhere,
  origin: Origin,
): Promise<Actor> {
  const now = ports.clock.now();
  const mine = newWord();
  const key = `making:${identity.issuer} ${identity.subject}`;
  if ((await ports.once.put(key, { value: mine, until: now + makingMs }, now)) !== mine)
    throw new SignOnFailure('unavailable');
  await ports.signInLimits.register(origin.address);
  const from = await ports.identities.userOf(identity);
  const joined = await accountWithAddress(ports, joinsAddress);
  if (joined) {
    await ports.identities.bind(identity, joined.id, from);
    return comeBack(ports, joined, origin);
  }
  const isGuest = actor?.user.guest === true && actor.session.kind === 'guest';
  const guest = isGuest ? actor : await startNamed(ports, names);
  try {
    await ports.identities.bind(identity, guest.user.id, from);
    // Nobody knows this password: she comes in by what she is bound to, until she sets one.
    const password = await ports.passwords.hash(newSessionToken());
    return await becomeAccount(ports, guest, shownAs(displayName), password, origin);
  } catch (error) {
    if (!isGuest) await ports.sessions.revoke({ id: guest.session.id, user: guest.user.id }).catch(() => undefined);
    throw error;
  }
}

async function accountWithAddress(
  ports: Pick<Ports, 'addresses' | 'people'>,
  address: string | undefined,
): Promise<User | null> {
  const holder = address === undefined ? null : await ports.addresses.userOf(address);
  const [user] = holder === null ? [] : await ports.people.users([holder]);
  if (user?.deactivated) throw new SignOnFailure('deactivated');
  return user && !user.guest ? user : null;
}

/** A guest under the first of the names that may be had. */
async function startNamed(ports: SigningOn, names: readonly string[]): Promise<Actor> {
  for (const username of usernameWishes(names))
    try {
      return await startGuest(ports, { username }, () => false, becomingMs);
    } catch (error) {
      if (!(error instanceof ChatError) || (error.code !== 'conflict' && error.code !== 'bad_request')) throw error;
    }
  throw new ChatError('unavailable');
}

/** A name for display out of whatever stands elsewhere; undefined: her username. */
function shownAs(name: string | null): string | undefined {
  const shown = [
    ...(name ?? '')
      .replaceAll(/[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu, ' ')
      .trim()
      .normalize('NFC'),
  ];
  return /[\p{L}\p{N}]/u.test(shown.join('')) ? shown.slice(0, limits.displayNameChars).join('').trim() : undefined;
}

/** An owner stays what she is: nobody elsewhere may take that away. */
export async function withRole(
  ports: Pick<Ports, 'accounts' | 'profiles'>,
  user: User,
  isAdmin: boolean | null,
  act: RoleAct['act'],
): Promise<User> {
  if (isAdmin === null || user.role === 'owner' || isAdmin === (user.role === 'admin')) return user;
  const changed = await ports.accounts.setRole(user.id, isAdmin ? 'admin' : null, { act, by: null });
  if (!changed || changed === 'last-owner') return user;
  ports.profiles.learn(changed);
  return changed;
}
