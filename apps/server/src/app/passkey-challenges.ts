import { randomBytes } from 'node:crypto';
import { secretHash } from '../domain/new-id.ts';
import type { Ports } from './ports.ts';

type Challenging = Pick<Ports, 'passkeys' | 'clock'>;

/** What browsers, and people, have to answer a challenge, ms. */
export const challengeMs = 300_000;

/** Those that our verification knows without more: EdDSA, ES256, RS256. The library's own list begins with what other versions of Node cannot verify. */
export const algorithms = [-8, -7, -257];

/** A challenge that one response may answer, for this purpose. */
export async function newChallenge({ passkeys, clock }: Challenging, purpose: string): Promise<Buffer<ArrayBuffer>> {
  const challenge = Buffer.from(randomBytes(32));
  const now = clock.now();
  await passkeys.putChallenge(secretHash(challenge.toString('base64url')), purpose, now, now + challengeMs);
  return challenge;
}

/** Whether it was given for this purpose, and is answered for the first time. [FAC-6] */
export async function answers({ passkeys, clock }: Challenging, challenge: string, purpose: string): Promise<boolean> {
  return (await passkeys.takeChallenge(secretHash(challenge), clock.now())) === purpose;
}
