import { isConversationId, isGroupId, isRoomId, isUserId } from '@rookery/protocol';
import type { ConversationId, Target, User, UserId } from '@rookery/protocol';
import { directIdOf } from '../domain/direct-id.ts';
import type { Ports } from './ports.ts';
import { notFound } from './refuse.ts';

/** What it takes to find whom or what a request names. */
export type Targets = Pick<Ports, 'people' | 'profiles' | 'rooms' | 'names'>;

/** The conversation that a request names, by id, by a public room's name, or by the other person. Whether it exists is the store's to say. */
export async function resolveTarget(ports: Targets, user: User, target: Target): Promise<ConversationId> {
  if (target.conversation !== undefined) {
    if (!isConversationId(target.conversation)) throw notFound('conversation');
    return target.conversation;
  }
  if (target.room !== undefined)
    return isRoomId(target.room) || isGroupId(target.room) ? target.room : roomByName(ports, target.room);
  return directIdOf(user.id, await resolveUser(ports, target.to ?? '', 'to'));
}

async function roomByName(ports: Targets, name: string): Promise<ConversationId> {
  const known = ports.names.find(name);
  if (known) return known;
  const room = await ports.rooms.publicRoomByName(name);
  if (!room) throw notFound('room');
  ports.names.remember(name, room);
  return room;
}

/** Somebody who exists, by id or username. */
export async function resolveUser(
  ports: Pick<Ports, 'people' | 'profiles'>,
  name: string,
  field: string,
): Promise<UserId> {
  const user = isUserId(name) ? (await ports.profiles.find(name))?.id : await ports.people.holderOf(name);
  if (!user) throw notFound(field);
  return user;
}
