import { ChatError } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import { toRoom } from '../domain/entry.ts';
import type { App, Caller } from './app.ts';
import { newWord } from '../domain/new-id.ts';
import { rightsOf } from '../domain/rights.ts';
import { notFound, refuse } from './refuse.ts';
import { resolveTarget } from './resolve-target.ts';

export async function editRoom(
  app: App,
  caller: Caller,
  request: RequestOf<'room:edit'>,
): Promise<AnswerOf<'room:edit'>> {
  const conversation = await resolveTarget(app, caller.user, request);
  const outcome = await app.store.rooms.editRoom(conversation, caller.user.id, rightsOf('edit_room'), {
    name: request.name,
    topic: request.topic,
    at: app.clock.now(),
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
  const [online = 0] = await app.store.presence.onlineIn([conversation]);
  return { room: toRoom(facts, members, online), rev: head.rev };
}
