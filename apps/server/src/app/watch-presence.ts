import type { AnswerOf, RequestOf } from '@rookery/protocol';
import type { ConnectedActor } from './actor.ts';
import type { Answered } from './operation.ts';
import type { Ports } from './ports.ts';

/** Watches before it reads, and tells of changes after it has answered: none falls between, and none is undone by an older answer. [PRES-1] */
export async function watchPresence(
  ports: Pick<Ports, 'presence' | 'watches'>,
  actor: ConnectedActor,
  request: RequestOf<'presence:watch'>,
): Promise<Answered<AnswerOf<'presence:watch'>>> {
  const users = [...new Set(request.users)];
  ports.watches.watch(actor.connection, users);
  try {
    return { answer: { states: [...(await ports.presence.states(users))] } };
  } finally {
    // The answer, whichever it is, is queued in the microtasks that follow.
    setImmediate(() => ports.watches.answered(actor.connection));
  }
}
