import { newWord } from '../domain/new-id.ts';
import type { Invitation } from '../ports/invitations.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';

/** An act of power over who comes in is on record; its code, which is a secret, is not. */
export const noteInvitation = (
  { audit, clock }: Pick<Ports, 'audit' | 'clock'>,
  act: 'invite:create' | 'invite:revoke',
  actor: Actor,
  { room, by, role, uses, expiresAt }: Invitation,
): Promise<void> =>
  audit.record({
    id: newWord(),
    at: clock.now(),
    by: actor.user.id,
    act,
    ...(room === null ? {} : { room }),
    ...(by === actor.user.id ? {} : { user: by }),
    [act === 'invite:create' ? 'after' : 'before']: { role: role ?? 'member', uses, expiresAt },
  });
