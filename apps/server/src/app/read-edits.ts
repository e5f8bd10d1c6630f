import type { AnswerOf, RequestOf } from '@rookery/protocol';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { notFound, refuse } from './refuse.ts';
import { resolveTarget } from './resolve-target.ts';
import type { Targets } from './resolve-target.ts';

/** What a message said before it was edited, to whoever may read it. */
export async function readEdits(
  ports: Targets & Pick<Ports, 'log'>,
  actor: Actor,
  request: RequestOf<'message:edits'>,
): Promise<AnswerOf<'message:edits'>> {
  const conversation = await resolveTarget(ports, actor.user, request);
  const found = await ports.log.edits(conversation, actor.user.id, request.seq);
  if (found.status === 'refused') throw refuse(found);
  if (found.status === 'no-message') throw notFound('seq');
  return { versions: [...found.versions] };
}
