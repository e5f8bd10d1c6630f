import { limits } from '@rookery/protocol';
import type { AnswerOf, ConversationId, RequestOf, UserId } from '@rookery/protocol';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { refuse } from './refuse.ts';
import { resolveTarget } from './resolve-target.ts';
import type { Targets } from './resolve-target.ts';

export async function markRead(
  ports: Targets & Pick<Ports, 'users' | 'live' | 'receipts' | 'announcements'>,
  actor: Actor,
  request: RequestOf<'read:mark'>,
): Promise<AnswerOf<'read:mark'>> {
  const conversation = await resolveTarget(ports, actor.user, request);
  const outcome = await ports.users.mark(actor.user.id, conversation, request.seq, request.back ?? false, request.rev);
  if (outcome.status === 'refused') throw refuse(outcome);
  tellRead(ports, actor.user.id, conversation, outcome.read).catch(() => undefined);
  return { read: outcome.read, unread: outcome.unread };
}

/** Nobody waits for it. Where nobody on this node hears the conversation it is not known how many belong to it: then it is told, and each node sees. [KEEP-8] */
async function tellRead(
  { live, receipts, announcements }: Pick<Ports, 'live' | 'receipts' | 'announcements'>,
  user: UserId,
  conversation: ConversationId,
  seq: number,
): Promise<void> {
  if ((live.stateOf(conversation)?.members ?? 0) > limits.receiptPeople) return;
  if (await receipts.shows(user)) announcements.tellRead(conversation, user, seq);
}
