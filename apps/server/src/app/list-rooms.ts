import { limits } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import { toRoom } from '../domain/entry.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';

/** Also for those who have not joined yet. */
export async function listRooms(
  ports: Pick<Ports, 'rooms' | 'presence'>,
  actor: Actor | null,
  request: RequestOf<'rooms:list'>,
): Promise<AnswerOf<'rooms:list'>> {
  const limit = Math.min(request.limit ?? limits.listPage, limits.listPage);
  const page = await ports.rooms.rooms(actor?.user.id ?? null, request.query, request.cursor, limit);
  const online = await ports.presence.onlineIn(page.rows.map((row) => row.facts.id));
  return {
    rooms: page.rows.map((row, index) => toRoom(row.facts, row.members, online[index] ?? 0)),
    next: page.next,
  };
}
