import { ChatError } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import { toRoom } from '../domain/entry.ts';
import type { App, Caller } from './app.ts';
import { newRoomId } from '../domain/new-id.ts';

export async function createRoom(
  app: App,
  caller: Caller,
  request: RequestOf<'room:create'>,
): Promise<AnswerOf<'room:create'>> {
  const facts = {
    kind: 'room' as const,
    id: newRoomId(),
    name: request.name,
    topic: request.topic ?? '',
    visibility: request.visibility ?? ('public' as const),
    owner: caller.user.id,
    createdAt: app.clock.now(),
  };
  const outcome = await app.store.rooms.createRoom(facts, caller.user);
  if (outcome.status === 'taken')
    throw new ChatError('conflict', {
      field: 'name',
      message: 'A public room of that name exists: join it, or choose another name.',
    });
  await app.hub.gain(caller.user.id, facts.id);
  return { room: toRoom(facts, outcome.state.members, 1), head: outcome.state.head, read: outcome.state.head.seq };
}
