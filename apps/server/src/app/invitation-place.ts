import { ChatError } from '@rookery/protocol';
import type { ConversationId, RoomId, User } from '@rookery/protocol';
import { refusalOf } from '../domain/log.ts';
import { may, rightsOf } from '../domain/rights.ts';
import type { Rights } from '../domain/rights.ts';
import type { CountedInvitation } from '../ports/invitations.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { refuse } from './refuse.ts';
import { standingOf, requireAdmin } from './server-standing.ts';
import { resolveTarget } from './resolve-target.ts';
import type { Targets } from './resolve-target.ts';

export type Placing = Targets & Pick<Ports, 'membership'>;

/** Where people are invited to, and by whom now. */
export type InvitationPlace = {
  /** Null: to the server. */
  readonly room: RoomId | null;
  /** As she is in the store. */
  readonly user: User;
  /** Those of others are hers to see and to end too. */
  readonly looksAfter: boolean;
};

type RoomTarget = { readonly room?: string | undefined; readonly conversation?: ConversationId | undefined };

/**
 * The place that a request names, for who may invite there: to the server its admins; into a private room whoever has the right `invite`, into a
 * public one, where everybody may join, any member. Throws as the place is closed to her. [INV-2]
 */
export async function invitationPlace(ports: Placing, actor: Actor, target: RoomTarget): Promise<InvitationPlace> {
  if (target.room === undefined && target.conversation === undefined)
    return { room: null, user: await requireAdmin(ports, actor), looksAfter: true };
  const conversation = await resolveTarget(ports, actor.user, target);
  const seen = await ports.membership.look(conversation, actor.user.id);
  if (seen.status === 'refused') throw refuse(seen);
  const { facts } = seen.state;
  if (seen.role === null || seen.role === 'invited') throw refuse(refusalOf(facts));
  if (facts.kind !== 'room' || !may(seen.rights, toInviteInto(facts.visibility)))
    throw new ChatError('forbidden', { message: 'You may not invite people here: ask a moderator.' });
  const { user } = await standingOf(ports, actor);
  return { room: facts.id, user, looksAfter: may(seen.rights, rightsOf('edit_room')) };
}

export const toInviteInto = (visibility: 'public' | 'private'): Rights =>
  rightsOf(visibility === 'private' ? 'invite' : 'read');

/** Of all that is wrong with a code nobody is told which it is. [INV-3] */
export const noSuchInvitation = (field = 'code'): ChatError =>
  new ChatError('not_found', { field, message: 'This invitation does not count (any more): ask for another one.' });

export const isUsedUp = ({ uses, used }: CountedInvitation): boolean => uses !== null && used >= uses;
