import { ChatError } from '@rookery/protocol';
import type { AnswerOf, ConversationId, RequestOf, UserId } from '@rookery/protocol';
import type { AppendOutcome, NewMessage } from '../ports/conversation-log.ts';
import type { OrderedActor } from './actor.ts';
import type { Ports } from './ports.ts';
import { newMessageId } from '../domain/new-id.ts';
import type { Rights } from '../domain/rights.ts';
import { readContent } from './read-content.ts';
import { refuse } from './refuse.ts';
import { resolveTarget, resolveUser } from './resolve-target.ts';
import type { Targets } from './resolve-target.ts';

type Sending = Targets & Pick<Ports, 'log' | 'clock'>;
type SendRequest = RequestOf<'message:room'>;
type SendAnswer = AnswerOf<'message:room'>;

export async function sendMessage(
  ports: Sending,
  actor: OrderedActor,
  request: SendRequest,
  needs: Rights,
): Promise<SendAnswer> {
  const message = await actor.way.inOrder(async () => {
    const mentions = await readContent(ports, request.content);
    return prepare(ports, actor, await resolveTarget(ports, actor.user, request), request, mentions, needs);
  });
  return answer(await ports.log.append(message));
}

/** The direct conversation begins with its first message: both inboxes have it before that is kept. */
export async function sendPrivateMessage(
  ports: Sending & Pick<Ports, 'live'>,
  actor: OrderedActor,
  request: RequestOf<'message:private'>,
  needs: Rights,
): Promise<AnswerOf<'message:private'>> {
  const message = await actor.way.inOrder(async () => {
    const mentions = await readContent(ports, request.content);
    const conversation = await resolveTarget(ports, actor.user, request);
    // A message in it means that both inboxes surely have it. A live feed alone does not: an opening is heard before it is durable.
    const head = ports.live.stateOf(conversation)?.head;
    if (request.to !== undefined && !(head && head.seq > 0)) {
      const other = await resolveUser(ports, request.to, 'to');
      await ports.rooms.openDirect(actor.user.id, other, ports.clock.now());
      await ports.live.gain(actor.user.id, conversation);
    }
    return prepare(ports, actor, conversation, request, mentions, needs);
  });
  return { ...answer(await ports.log.append(message)), conversation: message.conversation };
}

function prepare(
  ports: Sending,
  actor: OrderedActor,
  conversation: ConversationId,
  request: SendRequest,
  mentions: readonly UserId[],
  needs: Rights,
): NewMessage {
  return {
    id: newMessageId(),
    conversation,
    author: actor.user.id,
    needs,
    content: request.content,
    at: ports.clock.now(),
    clientId: request.clientId,
    replyTo: request.replyTo,
    mentions,
  };
}

function answer(outcome: AppendOutcome): SendAnswer {
  switch (outcome.status) {
    case 'refused':
      throw refuse(outcome);
    case 'no-such-reply':
      throw new ChatError('bad_request', {
        field: 'replyTo',
        message: 'replyTo names no message of this conversation.',
      });
    case 'appended':
    case 'duplicate':
      return {
        id: outcome.id,
        seq: outcome.seq,
        at: outcome.at,
        duplicate: outcome.status === 'duplicate',
        ...(outcome.degraded ? { degraded: true as const } : {}),
      };
  }
}
