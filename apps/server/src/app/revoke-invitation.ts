import { ChatError } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import type { Actor } from './actor.ts';
import { invitationPlace, noSuchInvitation } from './invitation-place.ts';
import type { Placing } from './invitation-place.ts';
import { noteInvitation } from './note-invitation.ts';
import type { Ports } from './ports.ts';

/** By whoever made it, and who looks after the place: to everybody else there is no such code. [INV-2] */
export async function revokeInvitation(
  ports: Placing & Pick<Ports, 'invitations' | 'audit' | 'clock'>,
  actor: Actor,
  { code }: RequestOf<'invite:revoke'>,
): Promise<AnswerOf<'invite:revoke'>> {
  const found = await ports.invitations.find(code, ports.clock.now());
  if (!found) throw noSuchInvitation();
  if (found.by !== actor.user.id && !(await looksAfter(ports, actor, found.room))) throw noSuchInvitation();
  await ports.invitations.revoke(found);
  if (found.room === null || found.by !== actor.user.id) await noteInvitation(ports, 'invite:revoke', actor, found);
  return {};
}

async function looksAfter(ports: Placing, actor: Actor, room: string | null): Promise<boolean> {
  try {
    return (await invitationPlace(ports, actor, room === null ? {} : { room })).looksAfter;
  } catch (error) {
    if (error instanceof ChatError && (error.code === 'forbidden' || error.code === 'not_found')) return false;
    throw error;
  }
}
