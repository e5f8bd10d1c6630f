import { ChatError } from '@rookery/protocol';
import type { Passkey, PasskeyOptions, addPasskey as addRequest } from '@rookery/protocol';
import type * as z from 'zod';
import { newWord } from '../domain/new-id.ts';
import { mostPasskeys } from '../ports/passkeys.ts';
import type { KeptPasskey } from '../ports/passkeys.ts';
import type { Actor } from './actor.ts';
import { algorithms, answers, challengeMs, newChallenge } from './passkey-challenges.ts';
import type { Ports } from './ports.ts';
import { notFound } from './refuse.ts';
import { relyingPartyAt } from './relying-party.ts';
import { showWho } from './show-who.ts';
import type { Showing } from './show-who.ts';
import type { Origin } from './sign-in-origin.ts';

type Managing = Showing & Pick<Ports, 'passkeys'>;
type Asked = { readonly current?: string | undefined };

/** Read when somebody needs it: it is a tenth of what the server holds in memory otherwise. */
const webAuthn = () => import('@simplewebauthn/server');

const purposeOf = ({ user }: Actor): string => `add ${user.id}`;

/** What the browser needs to make one that can be found by it, with its user verified. */
export async function optionsToAdd(
  ports: Managing,
  actor: Actor,
  { current }: Asked,
  origin: Origin,
  host: string | undefined,
): Promise<{ readonly options: PasskeyOptions }> {
  await showWho(ports, actor, current, origin);
  const party = relyingPartyAt(host);
  const { user } = actor;
  const kept = await ports.passkeys.of(user.id);
  if (kept.length >= mostPasskeys) throw tooMany();
  const { generateRegistrationOptions } = await webAuthn();
  const options = await generateRegistrationOptions({
    rpName: 'Rookery',
    rpID: party.id,
    // Random, and tells nobody who she is; by it she is found.
    userID: new TextEncoder().encode(user.id),
    userName: user.username,
    userDisplayName: user.displayName,
    challenge: await newChallenge(ports, purposeOf(actor)),
    timeout: challengeMs,
    attestationType: 'none',
    excludeCredentials: kept.map(({ credential, transports }) => ({ id: credential, transports: [...transports] })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  });
  return { options: { ...options } };
}

/** Throws `bad_request` where the response does not answer a challenge of hers. [FAC-5, FAC-6] */
export async function addPasskey(
  ports: Managing,
  actor: Actor,
  { response, name }: z.output<typeof addRequest>,
  host: string | undefined,
): Promise<{ readonly passkey: Passkey }> {
  const { id: rpId, origins } = relyingPartyAt(host);
  const { verifyRegistrationResponse } = await webAuthn();
  const { id, rawId, type, response: given } = response;
  const { transports = [], ...attested } = given;
  const verified = await verifyRegistrationResponse({
    response: { id, rawId, type, response: attested, clientExtensionResults: {} },
    expectedChallenge: (challenge) => answers(ports, challenge, purposeOf(actor)),
    expectedOrigin: [...origins],
    expectedRPID: rpId,
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  }).catch((error: unknown) => refuseOr(error));
  if (!verified.verified) throw unfit();
  const { credential } = verified.registrationInfo;
  const passkey: KeptPasskey = {
    id: newWord(),
    credential: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    transports,
    name: name ?? '',
    createdAt: ports.clock.now(),
    lastUsedAt: null,
  };
  const outcome = await ports.passkeys.add(actor.user.id, passkey);
  if (outcome === 'too-many') throw tooMany();
  if (outcome === 'no-account') throw new ChatError('unauthorized');
  return { passkey: shown(passkey) };
}

/** The one that was made last first. */
export async function listPasskeys(
  { passkeys }: Managing,
  { user }: Actor,
): Promise<{ readonly passkeys: readonly Passkey[] }> {
  const kept = await passkeys.of(user.id);
  return { passkeys: kept.map(shown).toSorted((one, other) => other.createdAt - one.createdAt) };
}

export async function removePasskey(
  ports: Managing,
  actor: Actor,
  id: string,
  { current }: Asked,
  origin: Origin,
): Promise<void> {
  await showWho(ports, actor, current, origin);
  if (!(await ports.passkeys.remove(actor.user.id, id))) throw notFound('id');
}

const shown = ({ id, name, createdAt, lastUsedAt }: KeptPasskey): Passkey => ({ id, name, createdAt, lastUsedAt });

const tooMany = (): ChatError =>
  new ChatError('conflict', { message: `You have ${mostPasskeys} passkeys: remove one first.` });
const unfit = (): ChatError =>
  new ChatError('bad_request', {
    field: 'response',
    message: 'This answers no challenge of yours: ask for options, and answer them once, within five minutes.',
  });

/** What the library throws says what was wrong with the response; what the store throws goes on. */
function refuseOr(error: unknown): never {
  throw error instanceof ChatError ? error : unfit();
}
