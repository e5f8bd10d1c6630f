import { ChatError } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import { toRoom } from '../domain/entry.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { newWord } from '../domain/new-id.ts';
import type { Rights } from '../domain/rights.ts';
import { notFound, refuse } from './refuse.ts';
import { resolveTarget } from './resolve-target.ts';
import type { Targets } from './resolve-target.ts';

export async function editRoom(
  ports: Targets & Pick<Ports, 'presence' | 'clock'>,
  actor: Actor,
  request: RequestOf<'room:edit'>,
  needs: Rights,
): Promise<AnswerOf<'room:edit'>> {
  const conversation = await resolveTarget(ports, actor.user, request);
  const outcome = await ports.rooms.editRoom(conversation, actor.user.id, needs, {
    name: request.name,
    topic: request.topic,
    at: ports.clock.now(),
    id: newWord(),
  });
  if (outcome.status === 'refused') throw refuse(outcome);
  if (outcome.status === 'taken')
    throw new ChatError('conflict', {
      field: 'name',
      message: 'A public room of that name exists: choose another name.',
    });
  const { facts, members, head } = outcome.state;
  if (facts.kind !== 'room') throw notFound('room');
  const [online = 0] = await ports.presence.onlineIn([conversation]);
  return { room: toRoom(facts, members, online), rev: head.rev };
}
