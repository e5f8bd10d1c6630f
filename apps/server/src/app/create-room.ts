import { ChatError } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import { toRoom } from '../domain/entry.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { newRoomId } from '../domain/new-id.ts';

export async function createRoom(
  ports: Pick<Ports, 'rooms' | 'live' | 'clock'>,
  actor: Actor,
  request: RequestOf<'room:create'>,
): Promise<AnswerOf<'room:create'>> {
  const facts = {
    kind: 'room' as const,
    id: newRoomId(),
    name: request.name,
    topic: request.topic ?? '',
    visibility: request.visibility ?? ('public' as const),
    owner: actor.user.id,
    createdAt: ports.clock.now(),
  };
  const outcome = await ports.rooms.createRoom(facts, actor.user.id);
  if (outcome.status === 'taken')
    throw new ChatError('conflict', {
      field: 'name',
      message: 'A public room of that name exists: join it, or choose another name.',
    });
  await ports.live.gain(actor.user.id, facts.id);
  return { room: toRoom(facts, outcome.state.members, 1), head: outcome.state.head, read: outcome.state.head.seq };
}
