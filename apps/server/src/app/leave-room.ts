import { isGroupId } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { refuse } from './refuse.ts';
import { resolveTarget } from './resolve-target.ts';
import type { Targets } from './resolve-target.ts';

export async function leaveRoom(
  ports: Targets & Pick<Ports, 'membership' | 'live'>,
  actor: Actor,
  request: RequestOf<'room:leave'>,
): Promise<AnswerOf<'room:leave'>> {
  const conversation = await resolveTarget(ports, actor.user, request);
  const outcome = await ports.membership.leave(conversation, actor.user.id);
  if (outcome.status === 'refused') throw refuse(outcome);
  // A group goes by the step of her log: the next message may have brought it back already.
  if (!isGroupId(conversation)) ports.live.lose(actor.user.id, conversation);
  return {};
}
