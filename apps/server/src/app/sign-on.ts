import { ChatError, asUserId } from '@rookery/protocol';
import type { UserId } from '@rookery/protocol';
import { newSessionToken, newWord, secretHash } from '../domain/new-id.ts';
import { SignOnFailure } from '../domain/sign-on-failure.ts';
import { ownPath } from '../domain/own-path.ts';
import type { Farewell, SignOnProvider, SignedOn } from '../ports/sign-on-provider.ts';
import { accountOf, signInAs } from './account-of-identity.ts';
import type { SigningOn } from './account-of-identity.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import type { Origin } from './sign-in-origin.ts';

/** A sign-in at a provider takes this long at most, ms. */
const signOnMs = 600_000;
/** That a farewell was read is known for longer than one is good, ms. */
const farewellMs = 900_000;

/** What is kept of a sign-in that has begun: by the hash of its state, for whoever brings that back in the same browser. */
type Begun = {
  readonly provider: string;
  /** The hash of what the browser's cookie holds. */
  readonly browser: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly next: string;
};

type Remembering = Pick<Ports, 'once' | 'clock'>;

export const findProvider = (providers: readonly SignOnProvider[], id: string): SignOnProvider => {
  const provider = providers.find((one) => one.id === id);
  if (!provider) throw new ChatError('not_found', { field: 'id', message: 'There is no such provider.' });
  return provider;
};

/** Where the browser goes. `browser`: a secret of its own, in a cookie. [SSO-1] */
export async function beginSignOn(
  { once, clock }: Remembering,
  provider: SignOnProvider,
  browser: string,
  next: string | null,
): Promise<string> {
  const [state, nonce, verifier] = [newSessionToken(), newSessionToken(), newSessionToken()];
  const address = await provider.begin({ state, nonce, verifier });
  const begun: Begun = { provider: provider.id, browser: secretHash(browser), nonce, verifier, next: ownPath(next) };
  const now = clock.now();
  await once.put(keyOf(state), { value: JSON.stringify(begun), until: now + signOnMs }, now);
  return address;
}

/**
 * The provider has sent the browser back. Each state counts once, at the provider for which it was made, in the browser that it was made in.
 * Throws `SignOnFailure`. [SSO-1, SSO-3]
 */
export async function finishSignOn(
  ports: SigningOn,
  provider: SignOnProvider,
  actor: Actor | null,
  {
    query,
    browser,
    origin,
  }: { readonly query: URLSearchParams; readonly browser: string | null; readonly origin: Origin },
): Promise<{ readonly actor: Actor; readonly next: string }> {
  const state = query.get('state');
  const kept = state && browser ? await ports.once.take(keyOf(state), newWord(), ports.clock.now()) : null;
  if (!state || !browser || kept === null) throw new SignOnFailure('expired');
  const begun = JSON.parse(kept) as Begun;
  if (begun.provider !== provider.id || begun.browser !== secretHash(browser)) throw new SignOnFailure('expired');
  const { nonce, verifier, next } = begun;
  const person = await provider.finish({ state, nonce, verifier }, query);
  if (!isLetIn(provider, person)) throw new SignOnFailure('not-allowed');
  const { adminGroups } = provider.policy;
  const signedIn = await signInAs(
    ports,
    actor,
    {
      identity: { issuer: provider.issuer, subject: person.subject },
      act: 'sso:groups',
      names: person.names,
      displayName: person.displayName,
      // She is let in by this very address, then: confirmed there, and of a domain that the operator has named.
      joinsAddress: provider.policy.domains.length > 0 ? person.address?.text : undefined,
      isAdmin: adminGroups.length === 0 ? null : person.groups.some((group) => adminGroups.includes(group)),
    },
    origin,
  );
  if (person.session !== null) await rememberSession(ports, provider, person.session, signedIn);
  return { actor: signedIn, next };
}

/** By a confirmed address, where the operator names domains. [SSO-6] */
function isLetIn({ policy: { domains } }: SignOnProvider, { address }: SignedOn): boolean {
  if (domains.length === 0) return true;
  const domain = address?.isConfirmed ? address.text.slice(address.text.lastIndexOf('@') + 1).toLowerCase() : '';
  return domains.includes(domain);
}

/** So that a farewell which names only the provider's session finds whose it is. */
async function rememberSession(
  { once, clock }: Remembering,
  { issuer }: SignOnProvider,
  session: string,
  { user, session: { expiresAt } }: Actor,
): Promise<void> {
  const now = clock.now();
  await once.put(`sid:${issuer} ${session}`, { value: user.id, until: expiresAt }, now);
}

/**
 * The provider says that somebody has signed out, or is to: all her sessions end here, however they began, on every node within 2 s. False: this was not
 * said by the provider, or has been said before. [SSO-7]
 */
export async function hearFarewell(
  ports: Pick<Ports, 'once' | 'clock' | 'identities' | 'people' | 'sessions'>,
  provider: SignOnProvider,
  token: string,
): Promise<boolean> {
  const said = await provider.readFarewell(token);
  if (!said) return false;
  const now = ports.clock.now();
  const key = `jti:${provider.issuer} ${said.id}`;
  if ((await ports.once.take(key, reader, now)) !== null) return false;
  const user = await whoLeaves(ports, provider, said);
  if (user) await ports.sessions.revokeAll(user, null);
  // Last, so that one whose work was cut off may be repeated.
  await ports.once.put(key, { value: 'heard', until: now + farewellMs }, now);
  return true;
}

async function whoLeaves(
  ports: Pick<Ports, 'once' | 'clock' | 'identities' | 'people'>,
  { issuer }: SignOnProvider,
  { subject, session }: Farewell,
): Promise<UserId | null> {
  if (subject !== null) return (await accountOf(ports, { issuer, subject }))?.id ?? null;
  const user = await ports.once.take(`sid:${issuer} ${session ?? ''}`, reader, ports.clock.now());
  return user === null ? null : asUserId(user);
}

/** Whoever takes what stays to be read by all nodes. */
const reader = 'reader';
const keyOf = (state: string): string => `state:${secretHash(state)}`;
