import type { AnswerOf, RequestOf } from '@rookery/protocol';
import { peopleIn, toWireMessage } from '../domain/log.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { refuse } from './refuse.ts';
import { resolveTarget } from './resolve-target.ts';
import type { Targets } from './resolve-target.ts';

export async function listPins(
  ports: Targets & Pick<Ports, 'log'>,
  actor: Actor,
  request: RequestOf<'pins:list'>,
): Promise<AnswerOf<'pins:list'>> {
  const conversation = await resolveTarget(ports, actor.user, request);
  const found = await ports.log.pins(conversation, actor.user.id);
  if (found.status === 'refused') throw refuse(found);
  const { messages, state } = found;
  const who = await ports.profiles.whoAre(peopleIn(messages, state.facts));
  return { messages: messages.map((message) => toWireMessage(message, state.facts, who)) };
}
