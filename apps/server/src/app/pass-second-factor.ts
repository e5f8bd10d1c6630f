import { ChatError } from '@rookery/protocol';
import type { UserId } from '@rookery/protocol';
import { secretHash } from '../domain/new-id.ts';
import { stepOfCode } from '../domain/totp.ts';
import type { Ports } from './ports.ts';

type Passing = Pick<Ports, 'secondFactor' | 'clock'>;
type Shown = { readonly totp?: string | undefined; readonly recovery?: string | undefined };

/** As the store keeps it. They have 80 random bits: nobody tries all of them, however fast the hash. */
export const recoveryHash = (user: UserId, code: string): string => secretHash(`${user} ${code}`);

/**
 * Whoever has shown the password of an account shows its second factor too, if it has one. Throws `unauthorized`, with `needs` where nothing was shown, and
 * `rate_limited` where too many codes were wrong: only who knows the password can bring that about, and a recovery code is taken all the same. [FAC-1, FAC-2]
 */
export async function passSecondFactor(ports: Passing, user: UserId, { totp, recovery }: Shown): Promise<void> {
  const { secret } = await ports.secondFactor.of(user);
  if (secret === null) return;
  if (recovery !== undefined) {
    if (await ports.secondFactor.useRecovery(user, recoveryHash(user, recovery))) return;
    throw new ChatError('unauthorized', { field: 'recovery', message: 'This recovery code is wrong, or used up.' });
  }
  if (totp === undefined)
    throw new ChatError('unauthorized', { needs: 'totp', message: 'Send a code of the second factor too.' });
  const now = ports.clock.now();
  const outcome = await ports.secondFactor.tryStep(user, secret, stepOfCode(secret, totp, now), now);
  if (outcome === 'accepted') return;
  if (outcome === 'refused')
    throw new ChatError('unauthorized', {
      field: 'totp',
      message: 'This code is wrong, or was used: wait for the next.',
    });
  throw new ChatError('rate_limited', {
    field: 'totp',
    message: 'Too many codes were wrong: wait for retryAfterMs, or use a recovery code.',
    retryAfterMs: outcome.waitMs,
  });
}
