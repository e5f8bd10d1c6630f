import { ChatError } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import type { OrderedActor } from './actor.ts';
import { mustBeNear } from './ahead.ts';
import type { Ports } from './ports.ts';
import type { Rights } from '../domain/rights.ts';
import { sendMessage } from './send-message.ts';

export function createPoll(
  ports: Parameters<typeof sendMessage>[0],
  actor: OrderedActor,
  request: RequestOf<'poll:create'>,
  needs: Rights,
): Promise<AnswerOf<'poll:create'>> {
  const { conversation, question, options, multiple = false, anonymous = false, closesAt, clientId } = request;
  if (closesAt !== undefined) mustBeAhead(ports, closesAt);
  const poll = { kind: 'poll', question, options, multiple, anonymous, closesAt } as const;
  return sendMessage(ports, actor, { conversation, content: '', clientId }, needs, [poll]);
}

function mustBeAhead(ports: Pick<Ports, 'clock'>, closesAt: number): void {
  if (closesAt <= ports.clock.now())
    throw new ChatError('bad_request', { field: 'closesAt', message: 'closesAt must lie ahead.' });
  mustBeNear(ports, closesAt, 'closesAt');
}
