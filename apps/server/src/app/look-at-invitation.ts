import type { InvitationLook, UserId } from '@rookery/protocol';
import { may } from '../domain/rights.ts';
import { isByAdmin } from './accept-invitation.ts';
import { isUsedUp, noSuchInvitation, toInviteInto } from './invitation-place.ts';
import type { Ports } from './ports.ts';

type Looking = Pick<Ports, 'invitations' | 'membership' | 'people' | 'profiles' | 'clock'>;

/**
 * Whoever has the code is told who invites her and where to: names, which she reads as soon as she is in, and nothing of what happens there. Of a code
 * that would let nobody in now she learns nothing. [INV-7]
 */
export async function lookAtInvitation(ports: Looking, { code }: { readonly code: string }): Promise<InvitationLook> {
  const found = await ports.invitations.find(code, ports.clock.now());
  if (!found || isUsedUp(found)) throw noSuchInvitation();
  const { room, by } = found;
  if (room === null) {
    if (!(await isByAdmin(ports, found))) throw noSuchInvitation();
    return { by: await nameOf(ports, by) };
  }
  const seen = await ports.membership.look(room, by);
  if (seen.status !== 'seen' || seen.state.facts.kind !== 'room') throw noSuchInvitation();
  const { name, visibility } = seen.state.facts;
  // Into a private room one comes by the right of whoever made the invitation, as she has it now.
  const isIn = seen.role !== null && seen.role !== 'invited';
  if (visibility === 'private' && !(isIn && may(seen.rights, toInviteInto(visibility)))) throw noSuchInvitation();
  return { by: await nameOf(ports, by), room: { name, visibility } };
}

async function nameOf({ profiles }: Looking, by: UserId): Promise<InvitationLook['by']> {
  const { username, displayName } = (await profiles.whoAre([by]))(by);
  return { username, displayName };
}
