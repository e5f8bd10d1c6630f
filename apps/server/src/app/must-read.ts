import { isConversationId } from '@rookery/protocol';
import type { ConversationId } from '@rookery/protocol';
import type { ConversationState } from '../domain/conversation.ts';
import { forbidden, refusalOf } from '../domain/log.ts';
import { may, rightsOf } from '../domain/rights.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { notFound, refuse } from './refuse.ts';

/** The conversation, if the caller may read it now. Throws as every request that names one does. */
export async function mustRead(
  { membership }: Pick<Ports, 'membership'>,
  { user }: Pick<Actor, 'user'>,
  conversation: ConversationId,
): Promise<ConversationState> {
  if (!isConversationId(conversation)) throw notFound('conversation');
  const seen = await membership.look(conversation, user.id);
  if (seen.status === 'refused') throw refuse(seen);
  if (seen.role === null || seen.role === 'invited') throw refuse(refusalOf(seen.state.facts));
  if (!may(seen.rights, rightsOf('read'))) throw refuse(forbidden);
  return seen.state;
}
