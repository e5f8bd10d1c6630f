import { limits } from '@rookery/protocol';
import type { AnswerOf, RequestOf, User } from '@rookery/protocol';
import { toRoom } from '../domain/entry.ts';
import type { App } from './app.ts';

/** Also for those who have not joined yet. */
export async function listRooms(
  app: App,
  user: User | null,
  request: RequestOf<'rooms:list'>,
): Promise<AnswerOf<'rooms:list'>> {
  const limit = Math.min(request.limit ?? limits.listPage, limits.listPage);
  const page = await app.store.rooms.rooms(user?.id ?? null, request.query, request.cursor, limit);
  const online = await app.store.presence.onlineIn(page.rows.map((row) => row.facts.id));
  return {
    rooms: page.rows.map((row, index) => toRoom(row.facts, row.members, online[index] ?? 0)),
    next: page.next,
  };
}
