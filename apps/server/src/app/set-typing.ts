import { isThreadId } from '@rookery/protocol';
import type { AnswerOf, RequestOf, UserId } from '@rookery/protocol';
import { otherOf, placeFacts } from '../domain/conversation.ts';
import type { ConversationFacts } from '../domain/conversation.ts';
import { may, rightsOf } from '../domain/rights.ts';
import { forbidden, refusalOf } from '../domain/log.ts';
import type { ConnectedActor } from './actor.ts';
import type { Answered } from './operation.ts';
import type { Ports } from './ports.ts';
import { refuse } from './refuse.ts';
import { resolveTarget } from './resolve-target.ts';
import type { Targets } from './resolve-target.ts';
import { neededIn } from './thread-rights.ts';

export async function setTyping(
  ports: Targets & Pick<Ports, 'membership' | 'announcements' | 'hub' | 'privacy'>,
  actor: ConnectedActor,
  request: RequestOf<'typing:set'>,
): Promise<Answered<AnswerOf<'typing:set'>>> {
  const conversation = await resolveTarget(ports, actor.user, request);
  const feed = ports.hub.feed(conversation);
  const facts = feed?.state?.facts;
  // Whoever listens here is a member. She is looked up (and may be refused) where she is muted, as far as this node knows, where the room has rules for posting, and in a thread.
  const isPlain =
    !isThreadId(conversation) &&
    !feed?.rights.isMuted(actor.user.id) &&
    !(facts?.kind === 'room' && facts.rights?.post);
  if (!isPlain || !feed?.audience.listeners.has(actor.connection)) {
    const seen = await ports.membership.look(conversation, actor.user.id);
    if (seen.status === 'refused') throw refuse(seen);
    if (seen.role === null || seen.role === 'invited') throw refuse(refusalOf(seen.state.facts));
    if (!may(seen.rights, neededIn(conversation, rightsOf('post')))) throw refuse(forbidden);
  }
  if (!(request.on && (await isBlockedIn(ports, facts, actor.user.id))))
    ports.announcements.tellTyping(conversation, actor.user.id, request.on);
  return { answer: {} };
}

/** Then nobody is told, and she is answered as ever. [PRI-2] */
async function isBlockedIn(
  { privacy }: Pick<Ports, 'privacy'>,
  facts: ConversationFacts | undefined,
  caller: UserId,
): Promise<boolean> {
  const place = facts && placeFacts(facts);
  if (place?.kind !== 'direct') return false;
  const other = otherOf(place, caller);
  return other !== caller && (await privacy.settings(other)).blocked.includes(caller);
}
