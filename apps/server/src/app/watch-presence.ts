import type { AnswerOf, RequestOf } from '@rookery/protocol';
import type { ConnectedActor } from './actor.ts';
import type { Answered } from './operation.ts';
import type { Ports } from './ports.ts';

/** Watches before it reads, so no change falls between. */
export async function watchPresence(
  ports: Pick<Ports, 'presence' | 'watches'>,
  actor: ConnectedActor,
  request: RequestOf<'presence:watch'>,
): Promise<Answered<AnswerOf<'presence:watch'>>> {
  const users = [...new Set(request.users)];
  ports.watches.watch(actor.connection, users);
  return { answer: { states: [...(await ports.presence.states(users))] } };
}
