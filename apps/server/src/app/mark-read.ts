import type { AnswerOf, RequestOf } from '@rookery/protocol';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { refuse } from './refuse.ts';
import { resolveTarget } from './resolve-target.ts';
import type { Targets } from './resolve-target.ts';

export async function markRead(
  ports: Targets & Pick<Ports, 'users'>,
  actor: Actor,
  request: RequestOf<'read:mark'>,
): Promise<AnswerOf<'read:mark'>> {
  const conversation = await resolveTarget(ports, actor.user, request);
  const outcome = await ports.users.mark(actor.user.id, conversation, request.seq, request.back ?? false, request.rev);
  if (outcome.status === 'refused') throw refuse(outcome);
  return { read: outcome.read, unread: outcome.unread };
}
