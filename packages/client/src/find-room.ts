import { isRoomId } from '@rookery/protocol';
import type { AnswerOf, ClientEventName, Room } from '@rookery/protocol';
import { ClientError } from './client-error.ts';

/** Pages of rooms looked through for one that is known by its id only. */
const mostPages = 10;

/**
 * A room that the reader is not in. `open`: she may join it; `room` is null where the server does not list it. `none`: there is no such
 * room, or she may not know of it.
 */
export type FoundRoom =
  | { readonly state: 'open'; readonly room: Room | null }
  | { readonly state: 'none'; readonly room: null };

type Ask = <Name extends ClientEventName>(name: Name, payload: object) => Promise<AnswerOf<Name>>;

const isListed =
  (wanted: string) =>
  ({ id, name }: Room): boolean =>
    id === wanted || name.toLowerCase() === wanted.toLowerCase();

async function listedRoom(ask: Ask, wanted: string): Promise<Room | null> {
  const query = isRoomId(wanted) ? {} : { query: wanted };
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { rooms, next } = await ask('rooms:list', { ...query, ...(cursor === undefined ? {} : { cursor }) });
    const found = rooms.find(isListed(wanted));
    if (found || next === null) return found ?? null;
    cursor = next;
  }
  return null;
}

/** By id or by the name of a public room. Costs two requests, and up to ten for a room that is known by its id only. */
export async function findRoom(ask: Ask, wanted: string): Promise<FoundRoom> {
  try {
    await ask('history:fetch', { room: wanted, limit: 1 });
  } catch (error) {
    const code = error instanceof ClientError ? error.code : undefined;
    if (code === 'not_found' || code === 'bad_request') return { state: 'none', room: null };
    // Forbidden: it is there, and public.
    if (code !== 'forbidden') throw error;
  }
  return { state: 'open', room: await listedRoom(ask, wanted) };
}
