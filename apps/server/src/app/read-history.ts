import { limits } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import { peopleIn, toWireMessage } from '../domain/log.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { refuse } from './refuse.ts';
import { resolveTarget } from './resolve-target.ts';
import type { Targets } from './resolve-target.ts';

export async function readHistory(
  ports: Targets & Pick<Ports, 'log'>,
  actor: Actor,
  request: RequestOf<'history:fetch'>,
): Promise<AnswerOf<'history:fetch'>> {
  const conversation = await resolveTarget(ports, actor.user, request);
  const page = await ports.log.page({
    conversation,
    reader: actor.user.id,
    before: request.before,
    after: request.after,
    around: request.around,
    limit: Math.min(request.limit ?? limits.joinMessages, limits.historyPage),
  });
  if (page.status === 'refused') throw refuse(page);
  const who = await ports.profiles.whoAre(peopleIn(page.messages, page.state.facts));
  return {
    messages: page.messages.map((message) => toWireMessage(message, page.state.facts, who)),
    head: page.state.head,
    hasMore: page.hasMore,
    ...(page.state.facts.kind === 'thread' ? {} : { mark: page.state.mark }),
  };
}
