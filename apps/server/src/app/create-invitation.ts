import { ChatError } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import { newWord } from '../domain/new-id.ts';
import type { Actor } from './actor.ts';
import { noteInvitation } from './note-invitation.ts';
import { invitationPlace } from './invitation-place.ts';
import type { Placing } from './invitation-place.ts';
import type { Ports } from './ports.ts';
import { serverRank } from './server-standing.ts';
import { toInvite } from './to-invite.ts';

const usualMs = 7 * 24 * 3_600_000;

/** A link into a room, or to the server. [INV-1] [INV-2] */
export async function createInvitation(
  ports: Placing & Pick<Ports, 'invitations' | 'inviteUrl' | 'audit' | 'clock'>,
  actor: Actor,
  request: RequestOf<'invite:create'>,
): Promise<AnswerOf<'invite:create'>> {
  const { room, user } = await invitationPlace(ports, actor, request);
  const role = request.role === undefined || request.role === 'member' ? null : request.role;
  if (role !== null && room !== null)
    throw new ChatError('bad_request', {
      field: 'role',
      message: 'A role is given by invitations to the server only.',
    });
  if (role !== null && serverRank({ guest: false, role }) > serverRank(user))
    throw new ChatError('forbidden', { field: 'role', message: 'You cannot give a role that is above your own.' });
  const now = ports.clock.now();
  const invitation = {
    code: newWord(),
    room,
    by: actor.user.id,
    role,
    uses: request.uses ?? null,
    createdAt: now,
    expiresAt: now + (request.expiresInMs ?? usualMs),
  };
  if ((await ports.invitations.create(invitation, now)) === 'too-many')
    throw new ChatError('conflict', { message: 'There are too many invitations here: revoke some of them.' });
  if (room === null) await noteInvitation(ports, 'invite:create', actor, invitation);
  return { invite: toInvite(ports, { ...invitation, used: 0 }, () => user) };
}
