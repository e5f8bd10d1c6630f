import { ChatError } from '@rookery/protocol';
import type { AnswerOf, RequestOf, RoomId } from '@rookery/protocol';
import { newWord } from '../domain/new-id.ts';
import { rightsOf } from '../domain/rights.ts';
import type { CountedInvitation } from '../ports/invitations.ts';
import type { OrderedActor } from './actor.ts';
import { isUsedUp, noSuchInvitation } from './invitation-place.ts';
import { joinRoom } from './join-room.ts';
import type { Ports } from './ports.ts';
import { serverRank } from './server-standing.ts';

type Accepting = Parameters<typeof joinRoom>[0] & Pick<Ports, 'invitations'>;

/**
 * Joins the room of an invitation. It is counted before she joins, so that nobody is one too many, and given back where she cannot; a crash between
 * leaves a use that is hers when she comes again. [INV-3] [INV-4]
 */
export async function acceptInvitation(
  ports: Accepting,
  actor: OrderedActor,
  { code }: RequestOf<'invite:accept'>,
): Promise<AnswerOf<'invite:accept'>> {
  const found = await ports.invitations.find(code, ports.clock.now());
  if (!found) throw noSuchInvitation();
  // She is in already: it is of use to whoever registers with it.
  if (found.room === null) {
    if (isUsedUp(found) && !(await hasUsed(ports, actor, code))) throw noSuchInvitation();
    if (!(await isByAdmin(ports, found))) throw noSuchInvitation();
    return {};
  }
  const seen = await ports.membership.look(found.room, actor.user.id);
  const isMember = seen.status === 'seen' && seen.role !== null && seen.role !== 'invited';
  if (isMember) return { room: await join(ports, actor, found.room) };
  const redeemed = await ports.invitations.redeem(code, actor.user.id, newWord(), ports.clock.now());
  if (!redeemed) throw noSuchInvitation();
  try {
    return { room: await enter(ports, actor, found.room, found) };
  } catch (error) {
    const isOver = error instanceof ChatError && error.code !== 'unavailable';
    if (isOver && redeemed.isFirst) await ports.invitations.giveBack(code, actor.user.id).catch(() => undefined);
    throw isOver && error.code === 'not_found' ? noSuchInvitation() : error;
  }
}

/** Whether she is among those who used it up, as who has just registered with it. Where a place was free after all, she takes none. [INV-4] */
async function hasUsed({ invitations, clock }: Accepting, { user }: OrderedActor, code: string): Promise<boolean> {
  const redeemed = await invitations.redeem(code, user.id, newWord(), clock.now());
  if (redeemed?.isFirst) await invitations.giveBack(code, user.id);
  return redeemed !== null;
}

/** Into a private room by the right of whoever made the invitation, tested in the step that lets her in: who may invite no more has invited nobody. */
async function enter(ports: Accepting, actor: OrderedActor, room: RoomId, { by }: CountedInvitation) {
  const seen = await ports.membership.look(room, actor.user.id);
  const isPublic =
    seen.status === 'seen' && seen.state.facts.kind === 'room' && seen.state.facts.visibility === 'public';
  if (!isPublic) {
    const invited = await ports.membership.invite(room, by, rightsOf('invite'), actor.user.id, ports.clock.now());
    if (invited.status !== 'invited') throw noSuchInvitation();
  }
  return join(ports, actor, room);
}

const join = async (ports: Accepting, actor: OrderedActor, room: RoomId) =>
  (await joinRoom(ports, actor, { conversation: room })).room;

/** Whether whoever made it is an admin now, and stands as high as the role that it gives. [INV-5] */
export async function isByAdmin(
  { people }: Pick<Ports, 'people'>,
  { by, role }: Pick<CountedInvitation, 'by' | 'role'>,
): Promise<boolean> {
  const [maker] = await people.users([by]);
  const least = Math.max(
    serverRank({ guest: false, role: 'admin' }),
    role === null ? 0 : serverRank({ guest: false, role }),
  );
  return maker ? !maker.deactivated && serverRank(maker) >= least : false;
}
