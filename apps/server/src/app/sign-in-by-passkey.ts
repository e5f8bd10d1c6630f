import { ChatError, asUserId } from '@rookery/protocol';
import type { PasskeyOptions, UserId, signInByPasskey as signInRequest } from '@rookery/protocol';
import type * as z from 'zod';
import type { KeptPasskey } from '../ports/passkeys.ts';
import type { Actor } from './actor.ts';
import { beginSession } from './begin-session.ts';
import { answers, challengeMs, newChallenge } from './passkey-challenges.ts';
import type { Ports } from './ports.ts';
import { relyingPartyAt } from './relying-party.ts';
import type { RelyingParty } from './relying-party.ts';
import type { Origin } from './sign-in-origin.ts';

type SigningIn = Pick<Ports, 'passkeys' | 'people' | 'sessions' | 'clock'>;
type Response = z.output<typeof signInRequest>['response'];

const purpose = 'sign-in';

/** For whoever is to be found by her passkey: nobody says a name. */
export async function optionsToSignIn(
  ports: SigningIn,
  host: string | undefined,
): Promise<{ readonly options: PasskeyOptions }> {
  const party = relyingPartyAt(host);
  const { generateAuthenticationOptions } = await import('@simplewebauthn/server');
  const options = await generateAuthenticationOptions({
    rpID: party.id,
    challenge: await newChallenge(ports, purpose),
    timeout: challengeMs,
    userVerification: 'required',
  });
  return { options: { ...options } };
}

/**
 * A new session of the account whose passkey answers. It is something that one has, and its user was verified: no second factor is asked for. Throws
 * `unauthorized`, in the same words whatever is wrong. [FAC-5, FAC-6]
 */
export async function signInByPasskey(
  ports: SigningIn,
  { response }: z.output<typeof signInRequest>,
  host: string | undefined,
  origin: Origin,
): Promise<Actor> {
  const party = relyingPartyAt(host);
  const id = asUserId(Buffer.from(response.response.userHandle, 'base64url').toString());
  const passkey = (await ports.passkeys.of(id)).find(({ credential }) => credential === response.id);
  if (!passkey || !(await isProof(ports, response, passkey, party))) throw unknown();
  const user = await present(ports, id);
  const actor = await beginSession(ports, user, origin);
  // Whoever removes it is told so before or after: after it nobody is let in.
  if (await ports.passkeys.used(id, passkey.id, ports.clock.now())) return actor;
  await ports.sessions.revoke({ id: actor.session.id, user: id });
  throw unknown();
}

async function isProof(
  ports: SigningIn,
  response: Response,
  { credential, publicKey }: KeptPasskey,
  { id, origins }: RelyingParty,
): Promise<boolean> {
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
  try {
    const { verified } = await verifyAuthenticationResponse({
      response: { ...response, clientExtensionResults: {} },
      expectedChallenge: (challenge) => answers(ports, challenge, purpose),
      expectedOrigin: [...origins],
      expectedRPID: id,
      requireUserVerification: true,
      // Synced passkeys do not count how often they were used: no count says anything about a copy.
      credential: { id: credential, publicKey: Buffer.from(publicKey, 'base64url'), counter: 0 },
    });
    return verified;
  } catch (error) {
    if (error instanceof ChatError) throw error;
    return false;
  }
}

async function present({ people }: SigningIn, id: UserId) {
  const [user] = await people.users([id]);
  if (!user || user.deactivated) throw unknown();
  return user;
}

const unknown = (): ChatError =>
  new ChatError('unauthorized', { message: 'This passkey is none of an account here, or the attempt took too long.' });
