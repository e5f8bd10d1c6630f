import { isDirectId } from '@rookery/protocol';
import type { ConversationId, UserId } from '@rookery/protocol';
import { otherOf } from '../domain/conversation.ts';
import type { Ports } from './ports.ts';

/** A session that ended longer ago than this has ended for sure, however the nodes' clocks differ. */
const graceMs = 24 * 3_600_000;

/** Whether somebody is gone: a guest whose sessions have all ended does not come back, and is marked where nobody has noticed yet. */
export async function isGone(
  { profiles, people, sessions, clock }: Pick<Ports, 'profiles' | 'people' | 'sessions' | 'clock'>,
  id: UserId,
): Promise<boolean> {
  const user = await profiles.find(id);
  if (!user || user.deactivated || !user.guest) return user?.deactivated === true;
  const by = clock.now() - graceMs;
  if ((await sessions.liveKind(id, by)) !== null) return false;
  const retired = await people.retire(id, by);
  if (retired) profiles.learn(retired);
  return retired?.deactivated === true;
}

/** The other one of a direct conversation, whether she is gone, and whether anything has been said there. */
export type Counterpart = { readonly other: UserId; readonly isGone: boolean; readonly hasBegun: boolean };

/** Of the caller's direct conversation. Null of any other one, also of other people's. */
export async function counterpartIn(
  { live, membership, profiles }: Pick<Ports, 'live' | 'membership' | 'profiles'>,
  caller: UserId,
  conversation: ConversationId,
): Promise<Counterpart | null> {
  if (!isDirectId(conversation)) return null;
  const state = live.stateOf(conversation) ?? (await stateFor(membership, caller, conversation));
  if (state?.facts.kind !== 'direct' || !state.facts.pair.includes(caller)) return null;
  const other = otherOf(state.facts, caller);
  return { other, isGone: (await profiles.find(other))?.deactivated === true, hasBegun: state.head.seq > 0 };
}

async function stateFor(membership: Ports['membership'], caller: UserId, conversation: ConversationId) {
  const seen = await membership.look(conversation, caller);
  return seen.status === 'seen' ? seen.state : null;
}
