import { limits } from '@rookery/protocol';
import type { User } from '@rookery/protocol';
import { newSessionToken, newWord, secretHash } from '../domain/new-id.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { beginningOf } from './sign-in-origin.ts';
import type { Origin } from './sign-in-origin.ts';

/** A session of somebody with an account, who has shown that it is she. */
export async function beginSession(
  { sessions, clock }: Pick<Ports, 'sessions' | 'clock'>,
  user: User,
  origin: Origin,
): Promise<Actor> {
  const now = clock.now();
  const token = newSessionToken();
  const session = { id: newWord(), kind: 'account', expiresAt: now + limits.guestSessionMs } as const;
  await sessions.create(secretHash(token), { ...session, user }, beginningOf(origin, now));
  return { user, session: { ...session, token } };
}
