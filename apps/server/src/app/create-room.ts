import { ChatError, serverLevels } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import { toRoom } from '../domain/entry.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { serverRank, standingOf } from './server-standing.ts';
import { watchGained } from './watch-pushes.ts';
import { newRoomId } from '../domain/new-id.ts';

export async function createRoom(
  ports: Pick<Ports, 'rooms' | 'people' | 'live' | 'keptSettings' | 'clock' | 'kept' | 'pushes'>,
  actor: Actor,
  request: RequestOf<'room:create'>,
): Promise<AnswerOf<'room:create'>> {
  await refuseUnlessMayCreate(ports, actor);
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
  await watchGained(ports, facts.id, [actor.user.id]);
  await ports.live.gain(actor.user.id, facts.id);
  return { room: toRoom(facts, outcome.state.members, 1), head: outcome.state.head, read: outcome.state.head.seq };
}

/** Where everybody may, nobody is asked for. [SET-4] */
async function refuseUnlessMayCreate(ports: Pick<Ports, 'people' | 'keptSettings'>, actor: Actor): Promise<void> {
  const { roomCreation } = await ports.keptSettings.now();
  if (roomCreation === 'guest') return;
  const { user } = await standingOf(ports, actor);
  if (serverRank(user) < serverLevels.indexOf(roomCreation))
    throw new ChatError('forbidden', {
      message:
        roomCreation === 'member'
          ? 'On this server one needs an account to make rooms.'
          : 'On this server only its admins make rooms.',
    });
}
