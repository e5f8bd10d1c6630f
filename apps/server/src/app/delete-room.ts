import type { AnswerOf, RequestOf } from '@rookery/protocol';
import type { Rights } from '../domain/rights.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { refuse } from './refuse.ts';
import { resolveTarget } from './resolve-target.ts';
import type { Targets } from './resolve-target.ts';
import { dropPicture } from './show-picture.ts';

export async function deleteRoom(
  ports: Targets & Pick<Ports, 'live' | 'files'>,
  actor: Actor,
  request: RequestOf<'room:delete'>,
  needs: Rights,
): Promise<AnswerOf<'room:delete'>> {
  const room = await resolveTarget(ports, actor.user, request);
  const outcome = await ports.rooms.deleteRoom(room, actor.user.id, needs);
  if (outcome.status === 'refused') throw refuse(outcome);
  await dropPicture(ports, outcome.picture);
  ports.live.lose(actor.user.id, room);
  return {};
}
